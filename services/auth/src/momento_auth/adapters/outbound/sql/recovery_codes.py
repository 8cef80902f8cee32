"""Digests of recovery codes in the table `recovery_codes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from momento_auth.adapters.outbound.sql.tables import recovery_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.domain.identifiers import UserId


class SqlRecoveryCodes:
    """Implements `RecoveryCodes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, user_id: UserId, digests: Sequence[bytes]) -> None:
        """Deletes and inserts in one transaction."""
        rows = [{"user_id": str(user_id), "digest": digest} for digest in digests]
        with self._database.writing() as connection:
            connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == str(user_id)))
            if rows:
                connection.execute(insert(recovery_codes), rows)

    def use(self, user_id: UserId, digest: bytes) -> bool:
        """Deletes."""
        own = (recovery_codes.c.user_id == str(user_id)) & (recovery_codes.c.digest == digest)
        with self._database.writing() as connection:
            return connection.execute(delete(recovery_codes).where(own)).rowcount == 1

    def left(self, user_id: UserId) -> int:
        """Counts."""
        counting = select(func.count()).where(recovery_codes.c.user_id == str(user_id))
        with self._database.reading() as connection:
            return connection.execute(counting).scalar_one()
