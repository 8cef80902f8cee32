"""Renewals that can be repeated, one form of every address, and whose remembered places are whose."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Callable

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_RENEWAL_COLUMNS = ("successor_nonce", "renewed_by", "repeated")


def upgrade() -> None:
    """Adds the columns; of two accounts whose addresses come to the same the elder keeps it, the other its former."""
    op.add_column("sessions", sa.Column("successor_nonce", sa.String(43)))
    op.add_column("sessions", sa.Column("renewed_by", sa.LargeBinary(32)))
    op.add_column("sessions", sa.Column("repeated", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("known_places", sa.Column("account", sa.String(64)))
    op.create_index("ix_known_places_account", "known_places", ["account"])
    _fold_addresses(_canonical)


def downgrade() -> None:
    """Drops the columns: what was renewed cannot be asked for again, and nobody forgets places by their account."""
    _fold_addresses(_folded_before)
    op.drop_index("ix_known_places_account", "known_places")
    op.drop_column("known_places", "account")
    for name in reversed(_RENEWAL_COLUMNS):
        op.drop_column("sessions", name)


def _fold_addresses(fold: Callable[[str], str]) -> None:
    accounts = sa.table("accounts", *map(sa.column, ("user_id", "email", "email_folded")))
    connection = op.get_bind()
    rows = connection.execute(sa.select(accounts).order_by(accounts.c.user_id)).all()
    taken = {row.email_folded for row in rows}
    for row in rows:
        folded = fold(row.email)
        if folded not in taken:
            changing = accounts.update().where(accounts.c.user_id == row.user_id)
            connection.execute(changing.values(email_folded=folded))
            taken = taken - {row.email_folded} | {folded}


def _canonical(email: str) -> str:
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", email.strip()).casefold())
    return unicodedata.normalize("NFC", folded)


def _folded_before(email: str) -> str:
    return email.casefold()
