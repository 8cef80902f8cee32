"""Attempts to sign in, counted in `sign_in_attempts`, and places in `known_places`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from momento_auth.adapters.outbound.sql.tables import known_places, sign_in_attempts
from momento_auth.domain.throttling import Attempts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.domain.throttling import DelayPolicy

_NO_WAIT: Final = timedelta(0)


class SqlThrottle:
    """Implements `Throttle`; a locked row makes reading and counting one step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def admit(self, subject: str, policy: DelayPolicy, now: datetime) -> timedelta:
        """Counts, or tells how long to wait."""
        try:
            with self._database.writing() as connection:
                return _admit(connection, subject, policy, now)
        except IntegrityError:
            # Another process made the subject's row in between; now it is there to be locked.
            with self._database.writing() as connection:
                return _admit(connection, subject, policy, now)

    def take_back(self, subject: str) -> None:
        """Counts down, not below zero."""
        counted = (sign_in_attempts.c.subject == subject) & (sign_in_attempts.c.attempts > 0)
        with self._database.writing() as connection:
            connection.execute(update(sign_in_attempts).where(counted).values(attempts=sign_in_attempts.c.attempts - 1))

    def clear(self, *subjects: str) -> None:
        """Deletes the subjects' rows."""
        with self._database.writing() as connection:
            connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.subject.in_(subjects)))

    def remember(self, subject: str, until: datetime, account: str) -> None:
        """Replaces the subject's row; the last of several wins."""
        try:
            with self._database.writing() as connection:
                _remember(connection, subject, until, account)
        except IntegrityError:
            # Another process made the row in between; now it is there to be replaced.
            with self._database.writing() as connection:
                _remember(connection, subject, until, account)

    def forget(self, account: str) -> None:
        """Deletes by the index on the account."""
        with self._database.writing() as connection:
            connection.execute(delete(known_places).where(known_places.c.account == account))

    def knows(self, subject: str, now: datetime) -> bool:
        """Whether the subject's row has not run out."""
        known = (known_places.c.subject == subject) & (known_places.c.known_until > now)
        with self._database.reading() as connection:
            return connection.execute(select(known_places.c.subject).where(known)).first() is not None


def _admit(connection: Connection, subject: str, policy: DelayPolicy, now: datetime) -> timedelta:
    attempts = _attempts(connection, subject)
    wait = policy.remaining_wait(attempts, now)
    if wait:
        return wait
    _write(connection, subject, policy.counted(attempts, now), now + policy.forgotten_after, is_new=attempts is None)
    if attempts is None:
        # Rows that no longer count would pile up, since anybody can make new ones.
        _drop_what_no_longer_counts(connection, now)
    return _NO_WAIT


def _drop_what_no_longer_counts(connection: Connection, now: datetime) -> None:
    """Leaves out rows that another process is about to drop, since two that wait for each other would wait forever."""
    for table, end in ((sign_in_attempts, sign_in_attempts.c.forgotten_at), (known_places, known_places.c.known_until)):
        old = select(table.c.subject).where(end < now).with_for_update(skip_locked=True)
        connection.execute(delete(table).where(table.c.subject.in_(old)))


def _remember(connection: Connection, subject: str, until: datetime, account: str) -> None:
    known = {"known_until": until, "account": account}
    if connection.execute(update(known_places).where(known_places.c.subject == subject).values(known)).rowcount == 0:
        connection.execute(insert(known_places).values(subject=subject, **known))


def _attempts(connection: Connection, subject: str) -> Attempts | None:
    row = connection.execute(
        select(sign_in_attempts.c.attempts, sign_in_attempts.c.last_at)
        .where(sign_in_attempts.c.subject == subject)
        .with_for_update()
    ).one_or_none()
    return None if row is None else Attempts(row.attempts, row.last_at)


def _write(connection: Connection, subject: str, counted: Attempts, forgotten_at: datetime, *, is_new: bool) -> None:
    values = {"attempts": counted.count, "last_at": counted.last_at, "forgotten_at": forgotten_at}
    if is_new:
        connection.execute(insert(sign_in_attempts).values(subject=subject, **values))
    else:
        connection.execute(update(sign_in_attempts).where(sign_in_attempts.c.subject == subject).values(values))
