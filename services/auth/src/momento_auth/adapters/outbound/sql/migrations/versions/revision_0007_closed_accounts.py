"""Accounts that their owners have closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds when an account was closed, and when what named its owner was erased."""
    op.add_column("accounts", sa.Column("closed_at", sa.DateTime(timezone=True)))
    op.add_column("accounts", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.create_index("ix_accounts_closed_at", "accounts", ["closed_at"])


def downgrade() -> None:
    """Drops both: closed accounts are open again, and erased ones stay without a name."""
    op.drop_index("ix_accounts_closed_at", "accounts")
    op.drop_column("accounts", "erased_at")
    op.drop_column("accounts", "closed_at")
