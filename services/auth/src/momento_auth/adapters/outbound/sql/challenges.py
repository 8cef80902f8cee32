"""Challenges in the table `challenges`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from momento_auth.adapters.outbound.sql.tables import challenges
from momento_auth.domain.identifiers import SessionId, UserId
from momento_auth.domain.mfa.challenge import Challenge, Purpose

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.adapters.outbound.sql.database import Database


class SqlChallenges:
    """Implements `Challenges`; each change is one conditional statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, challenge: Challenge, now: datetime) -> None:
        """Inserts, and leaves out rows that another process is about to drop."""
        old = select(challenges.c.digest).where(challenges.c.expires_at <= now).with_for_update(skip_locked=True)
        with self._database.writing() as connection:
            connection.execute(delete(challenges).where(challenges.c.digest.in_(old)))
            connection.execute(insert(challenges).values(_values(challenge)))

    def meet(self, challenge: Challenge, now: datetime) -> bool:
        """Inserts; the primary key decides races."""
        try:
            self.add(challenge, now)
        except IntegrityError:
            return False
        return True

    def find(self, digest: bytes) -> Challenge | None:
        """By primary key."""
        with self._database.reading() as connection:
            row = connection.execute(select(challenges).where(challenges.c.digest == digest)).one_or_none()
        if row is None:
            return None
        return Challenge(
            digest=row.digest,
            purpose=Purpose(row.purpose),
            user_id=UserId(row.user_id) if row.user_id else None,
            session_id=SessionId(row.session_id) if row.session_id else None,
            expires_at=row.expires_at,
            tries_left=row.tries_left,
        )

    def count_try(self, digest: bytes) -> bool:
        """Counts down, not below zero."""
        left = (challenges.c.digest == digest) & (challenges.c.tries_left > 0)
        with self._database.writing() as connection:
            counting = update(challenges).where(left).values(tries_left=challenges.c.tries_left - 1)
            return connection.execute(counting).rowcount == 1

    def spend(self, digest: bytes) -> bool:
        """Deletes."""
        with self._database.writing() as connection:
            return connection.execute(delete(challenges).where(challenges.c.digest == digest)).rowcount == 1

    def drop_of(self, user_id: UserId) -> None:
        """Deletes by the index on the account."""
        with self._database.writing() as connection:
            connection.execute(delete(challenges).where(challenges.c.user_id == str(user_id)))


def _values(challenge: Challenge) -> dict[str, object]:
    return {
        "digest": challenge.digest,
        "purpose": challenge.purpose.value,
        "user_id": str(challenge.user_id) if challenge.user_id else None,
        "session_id": str(challenge.session_id) if challenge.session_id else None,
        "expires_at": challenge.expires_at,
        "tries_left": challenge.tries_left,
    }
