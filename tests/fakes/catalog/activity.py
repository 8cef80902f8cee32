"""Fake of the port `Activity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.audit.event_id import EventId
    from momento_catalog.domain.identifiers import UserId

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryActivity:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def record(self, event: ActivityEvent) -> bool:
        with self._tables.lock:
            return self._tables.events[event.user_id].setdefault(event.event_id, event) is event

    def history(self, user_id: UserId, before: EventId | None, most: int) -> Sequence[ActivityEvent]:
        with self._tables.lock:
            kept = sorted(self._tables.events[user_id].items(), reverse=True)
        return [event for event_id, event in kept if before is None or event_id < before][:most]
