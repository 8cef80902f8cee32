"""Activity that is also an audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.outbound.audit.line import write_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.audit.event_id import EventId
    from momento_catalog.domain.identifiers import UserId


class AuditedActivity:
    """Implements the port `Activity` over another one: each event that begins to be kept is one line."""

    def __init__(self, activity: Activity) -> None:
        """Takes what keeps the events."""
        self._activity = activity

    def record(self, event: ActivityEvent) -> bool:
        """See the port."""
        kept = self._activity.record(event)
        if kept:
            write_line(event)
        return kept

    def history(self, user_id: UserId, before: EventId | None, most: int) -> Sequence[ActivityEvent]:
        """See the port."""
        return self._activity.history(user_id, before, most)
