"""Authenticator apps in the table `totps`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from momento_auth.adapters.outbound.sql.tables import totps
from momento_auth.domain.identifiers import UserId
from momento_auth.domain.mfa.totp import Totp

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.adapters.outbound.sql.database import Database


class SqlTotps:
    """Implements `Totps`; each change is one conditional statement, or two in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, totp: Totp) -> bool:
        """Deletes what was not confirmed, and inserts; the primary key decides whether there was something else."""
        unconfirmed = (totps.c.user_id == str(totp.user_id)) & totps.c.confirmed_at.is_(None)
        values = {
            "user_id": str(totp.user_id),
            "sealed_secret": totp.sealed_secret,
            "created_at": totp.created_at,
            "confirmed_at": totp.confirmed_at,
            "last_used_at": totp.last_used_at,
            "last_step": totp.last_step,
        }
        try:
            with self._database.writing() as connection:
                connection.execute(delete(totps).where(unconfirmed))
                connection.execute(insert(totps).values(values))
        except IntegrityError:
            return False
        return True

    def find(self, user_id: UserId) -> Totp | None:
        """By primary key."""
        with self._database.reading() as connection:
            row = connection.execute(select(totps).where(totps.c.user_id == str(user_id))).one_or_none()
        if row is None:
            return None
        return Totp(
            user_id=UserId(row.user_id),
            sealed_secret=row.sealed_secret,
            created_at=row.created_at,
            confirmed_at=row.confirmed_at,
            last_used_at=row.last_used_at,
            last_step=row.last_step,
        )

    def confirm(self, user_id: UserId, step: int, now: datetime) -> bool:
        """Sets the moment unless there is one."""
        waiting = (totps.c.user_id == str(user_id)) & totps.c.confirmed_at.is_(None)
        with self._database.writing() as connection:
            confirming = update(totps).where(waiting).values(confirmed_at=now, last_step=step)
            return connection.execute(confirming).rowcount == 1

    def use(self, user_id: UserId, step: int, now: datetime) -> bool:
        """Sets the step where it is a later one."""
        fresh = (totps.c.user_id == str(user_id)) & totps.c.confirmed_at.is_not(None) & (totps.c.last_step < step)
        with self._database.writing() as connection:
            using = update(totps).where(fresh).values(last_step=step, last_used_at=now)
            return connection.execute(using).rowcount == 1

    def remove(self, user_id: UserId) -> bool:
        """Deletes; what was not confirmed goes too, and does not count."""
        own = totps.c.user_id == str(user_id)
        with self._database.writing() as connection:
            removed = connection.execute(delete(totps).where(own & totps.c.confirmed_at.is_not(None))).rowcount == 1
            connection.execute(delete(totps).where(own))
        return removed
