"""An outbox in memory."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from momento_auth.domain.email.message import EmailId, QueuedEmail

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.email.message import OutgoingEmail


@dataclass(frozen=True)
class _Waiting:
    queued: QueuedEmail
    due_at: datetime


class InMemoryOutbox:
    """A dictionary and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[EmailId, _Waiting] = {}

    def put(self, letter: OutgoingEmail, now: datetime) -> None:
        letter_id = EmailId(f"3{next(self._numbers):025d}")
        self._waiting[letter_id] = _Waiting(QueuedEmail(letter_id, letter, now, 0), now)

    def take(self, now: datetime, until: datetime) -> QueuedEmail | None:
        with self._lock:
            due = [it for it in self._waiting.values() if it.due_at <= now]
            if not due:
                return None
            first = min(due, key=lambda it: (it.due_at, it.queued.letter_id.value))
            self._waiting[first.queued.letter_id] = replace(first, due_at=until)
            return first.queued

    def postpone(self, letter_id: EmailId, until: datetime) -> None:
        with self._lock:
            queued = self._waiting[letter_id].queued
            self._waiting[letter_id] = _Waiting(replace(queued, attempts=queued.attempts + 1), until)

    def remove(self, letter_id: EmailId) -> None:
        with self._lock:
            self._waiting.pop(letter_id, None)

    @property
    def letters(self) -> list[OutgoingEmail]:
        """All that wait, in the order in which they came."""
        return [it.queued.letter for it in self._waiting.values()]
