"""Links for new passwords in the table `password_resets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from momento_auth.adapters.outbound.sql.tables import password_resets
from momento_auth.domain.identifiers import UserId

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.domain.accounts.password_reset import PasswordReset


class SqlPasswordResets:
    """Implements `PasswordResets`; each change is one conditional statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, reset: PasswordReset) -> None:
        """Deletes what it takes the place of, and inserts."""
        superseded = _of(reset.user_id) | (password_resets.c.expires_at < reset.created_at)
        values = {
            "digest": reset.digest,
            "user_id": str(reset.user_id),
            "created_at": reset.created_at,
            "expires_at": reset.expires_at,
        }
        with self._database.writing() as connection:
            connection.execute(delete(password_resets).where(superseded))
            connection.execute(insert(password_resets).values(values))

    def find(self, digest: bytes, now: datetime) -> UserId | None:
        """By primary key."""
        with self._database.reading() as connection:
            whose = select(password_resets.c.user_id).where(_usable(digest, now))
            found = connection.execute(whose).scalar_one_or_none()
        return None if found is None else UserId(found)

    def use(self, digest: bytes, now: datetime) -> bool:
        """Sets the moment of use, where there is none and time is left."""
        with self._database.writing() as connection:
            using = update(password_resets).where(_usable(digest, now)).values(used_at=now)
            return connection.execute(using).rowcount == 1

    def drop(self, user_id: UserId) -> None:
        """Deletes."""
        with self._database.writing() as connection:
            connection.execute(delete(password_resets).where(_of(user_id)))


def _of(user_id: UserId) -> ColumnElement[bool]:
    return password_resets.c.user_id == str(user_id)


def _usable(digest: bytes, now: datetime) -> ColumnElement[bool]:
    in_time = password_resets.c.used_at.is_(None) & (password_resets.c.expires_at > now)
    return in_time & (password_resets.c.digest == digest)
