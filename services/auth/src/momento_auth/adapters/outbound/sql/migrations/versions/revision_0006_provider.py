"""Sign-in by the organisation's provider."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NO_PASSWORD = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGtub3dzIGl0$" + "A" * 43  # matches no password
"""What an older version can read: of an account that has no password it says that the password is wrong."""


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "provider_links",
        sa.Column("issuer", sa.String(2048), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column("user_id", sa.String(26), sa.ForeignKey("accounts.user_id"), nullable=False, unique=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "provider_flows",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.String(26), sa.ForeignKey("accounts.user_id")),
    )
    op.create_index("ix_provider_flows_expires_at", "provider_flows", ["expires_at"])
    _replace_hashes(_NO_PASSWORD, "")


def downgrade() -> None:
    """Drops the tables, and with them every link; who has no password cannot sign in until they are linked again."""
    op.drop_table("provider_flows")
    op.drop_table("provider_links")
    _replace_hashes("", _NO_PASSWORD)


def _replace_hashes(former: str, replacement: str) -> None:
    accounts = sa.table("accounts", sa.column("password_hash"))
    op.execute(accounts.update().where(accounts.c.password_hash == former).values(password_hash=replacement))
