"""Letters that wait in the table `letters`, sealed: they hold links that nobody else is to see."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import delete, insert, select, update
from ulid import ULID

from momento_auth.adapters.outbound.sql.tables import letters
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.email.message import EmailId, OutgoingEmail, QueuedEmail

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from momento_auth.adapters.outbound.sql.database import Database


class Seals(Protocol):
    """Encrypts under a name, and opens what was encrypted under it."""

    def close(self, content: bytes, name: str) -> bytes:
        """`content`, encrypted."""

    def open(self, sealed: bytes, name: str) -> bytes:
        """The content again."""


class SqlOutbox:
    """Implements `Outbox`; a letter that is taken is due again at the end of the lease, and so with one at a time."""

    def __init__(self, database: Database, seal: Seals) -> None:
        self._database = database
        self._seal = seal

    def put(self, letter: OutgoingEmail, now: datetime) -> None:
        """Seals and inserts."""
        letter_id = str(ULID()).lower()
        content = {"to": letter.recipient.as_typed, "subject": letter.subject, "body": letter.body}
        sealed = self._seal.close(json.dumps(content).encode(), _name(letter_id))
        values = {"letter_id": letter_id, "sealed": sealed, "created_at": now, "due_at": now, "attempts": 0}
        with self._database.writing() as connection:
            connection.execute(insert(letters).values(values))

    def take(self, now: datetime, until: datetime) -> QueuedEmail | None:
        """Locks the row that nobody else is at, and moves its moment."""
        due = select(letters).where(letters.c.due_at <= now).order_by(letters.c.due_at, letters.c.letter_id).limit(1)
        with self._database.writing() as connection:
            row = connection.execute(due.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            connection.execute(update(letters).where(letters.c.letter_id == row.letter_id).values(due_at=until))
        return self._queued(row)

    def postpone(self, letter_id: EmailId, until: datetime) -> None:
        """Counts and moves."""
        changed = {"due_at": until, "attempts": letters.c.attempts + 1}
        with self._database.writing() as connection:
            connection.execute(update(letters).where(letters.c.letter_id == str(letter_id)).values(changed))

    def remove(self, letter_id: EmailId) -> None:
        """Deletes."""
        with self._database.writing() as connection:
            connection.execute(delete(letters).where(letters.c.letter_id == str(letter_id)))

    def _queued(self, row: Row[*tuple[object, ...]]) -> QueuedEmail:
        content = json.loads(self._seal.open(bytes(row.sealed), _name(row.letter_id)))
        letter = OutgoingEmail(EmailAddress(content["to"]), content["subject"], content["body"])
        return QueuedEmail(EmailId(row.letter_id), letter, row.created_at, row.attempts)


def _name(letter_id: str) -> str:
    """What the letter is sealed under: no letter can be taken for a signing key."""
    return f"letter {letter_id}"
