"""Roles, standing and room of accounts, whom invitations are for, links for new passwords, letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ACCOUNT_COLUMNS = ("role", "disabled_at", "quota_bytes", "last_sign_in_at")
_INVITATION_COLUMNS = ("email", "role", "is_setup", "invited_by")


def upgrade() -> None:
    """Adds columns and tables; who has an account is a member, and an operator can make one an administrator."""
    moment = sa.DateTime(timezone=True)
    op.add_column("accounts", sa.Column("role", sa.String(20), nullable=False, server_default="member"))
    op.add_column("accounts", sa.Column("disabled_at", moment))
    op.add_column("accounts", sa.Column("quota_bytes", sa.BigInteger))
    op.add_column("accounts", sa.Column("last_sign_in_at", moment))
    op.add_column("invitations", sa.Column("email", sa.String(254)))
    op.add_column("invitations", sa.Column("role", sa.String(20), nullable=False, server_default="member"))
    op.add_column("invitations", sa.Column("is_setup", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("invitations", sa.Column("invited_by", sa.String(26)))
    op.create_table(
        "password_resets",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("user_id", sa.String(26), sa.ForeignKey("accounts.user_id"), nullable=False, index=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False, index=True),
        sa.Column("used_at", moment),
    )
    op.create_table(
        "letters",
        sa.Column("letter_id", sa.String(26), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drops what the older version does not know: there, every account can be signed in to.

    Invitations go, since those for one address would be good for anybody.
    """
    op.execute(sa.text("DELETE FROM invitations"))
    op.drop_table("letters")
    op.drop_table("password_resets")
    for name in _INVITATION_COLUMNS:
        op.drop_column("invitations", name)
    for name in _ACCOUNT_COLUMNS:
        op.drop_column("accounts", name)
