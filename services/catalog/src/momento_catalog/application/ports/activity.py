"""Port: what happened to each user's media."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.audit.event_id import EventId
    from momento_catalog.domain.identifiers import UserId


class Activity(Protocol):
    """Keeps events for good, or for as long as they say; none is ever changed.

    The event of a change is kept by `MediaStore`, in the transaction of the change. Every event that begins to be kept,
    there or here, is one line of the audit log.
    """

    def record(self, event: ActivityEvent) -> bool:
        """Keeps `event`; False, and nothing is changed, when one of its id is kept; raises StoreUnavailable."""

    def history(self, user_id: UserId, before: EventId | None, most: int) -> Sequence[ActivityEvent]:
        """The newest events of the user that are older than `before`, newest first.

        Answers `most` of them, or fewer when there are no more; raises StoreUnavailable.
        """
