"""Events in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.audit.event import AccountEvent
    from momento_auth.domain.identifiers import EventId, UserId


class InMemoryActivity:
    """A dictionary and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: dict[tuple[UserId, EventId], AccountEvent] = {}

    def record(self, event: AccountEvent) -> bool:
        if event.user_id is None:
            raise ValueError("An event that concerns nobody's account is in nobody's history.")
        with self._lock:
            return self._events.setdefault((event.user_id, event.event_id), event) is event

    def history(self, user_id: UserId, before: EventId | None, most: int) -> Sequence[AccountEvent]:
        with self._lock:
            kept = sorted((key[1] for key in self._events if key[0] == user_id), reverse=True)
            older = [event_id for event_id in kept if before is None or event_id < before]
            return [self._events[user_id, event_id] for event_id in older[:most]]

    def forget(self, before: datetime) -> None:
        with self._lock:
            self._events = {key: event for key, event in self._events.items() if event.at >= before}
