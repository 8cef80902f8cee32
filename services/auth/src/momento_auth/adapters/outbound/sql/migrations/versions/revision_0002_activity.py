"""What happened to each account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "activity",
        sa.Column("user_id", sa.String(26), primary_key=True),
        sa.Column("event_id", sa.String(26), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("session_id", sa.String(26)),
        sa.Column("client_address", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
    )
    op.create_index("ix_activity_at", "activity", ["at"])


def downgrade() -> None:
    """Drops the table, and with it every history; accounts and sessions stay."""
    op.drop_table("activity")
