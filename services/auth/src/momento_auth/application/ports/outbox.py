"""Where letters wait until a mail server has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.email.message import EmailId, OutgoingEmail, QueuedEmail


class Outbox(Protocol):
    """All letters that were not sent yet; every method raises `StoreUnavailable` when the store does not answer.

    A letter is on disk when `put` returns, and nobody who reads the store can read it.
    """

    def put(self, letter: OutgoingEmail, now: datetime) -> None:
        """Keeps a letter, due at once."""

    def take(self, now: datetime, until: datetime) -> QueuedEmail | None:
        """The letter that has been due for longest, if one is; nobody else is given it before `until`."""

    def postpone(self, letter_id: EmailId, until: datetime) -> None:
        """Counts an attempt that failed; the letter is due again at `until`."""

    def remove(self, letter_id: EmailId) -> None:
        """Forgets a letter that was sent, or given up."""
