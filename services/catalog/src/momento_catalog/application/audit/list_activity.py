"""Use case: what happened to a user's media."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from momento_catalog.domain.audit.event import acts
from momento_catalog.domain.audit.event_id import EventId
from momento_catalog.domain.errors import PageTokenInvalid
from momento_catalog.domain.paging.page_size import page_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.identifiers import UserId


class ListActivity:
    """Reads a user's events, an act on many items as one of them."""

    def __init__(self, activity: Activity) -> None:
        """Takes the port it reads through."""
        self._activity = activity

    def __call__(self, user_id: UserId, most: int = 0, before: str = "") -> Sequence[ActivityEvent]:
        """The newest events older than the one called `before`, if that is not empty; newest first.

        Raises:
            PageSizeInvalid: `most` is not from 0 (for 50) to 200.
            PageTokenInvalid: `before` is no event's id.
            StoreUnavailable: the store did not answer.
        """
        size = page_size(most)
        events = self._events(user_id, _event_id(before) if before else None, size)
        return list(islice(acts(events), size))

    def _events(self, user_id: UserId, before: EventId | None, size: int) -> Iterator[ActivityEvent]:
        # One more than a page holds is read, to know whether its last act has more.
        while found := self._activity.history(user_id, before, size + 1):
            yield from found
            if len(found) <= size:
                return
            before = found[-1].event_id


def _event_id(text: str) -> EventId:
    try:
        return EventId(text)
    except ValueError as error:
        raise PageTokenInvalid("There is no such event to go on from; begin again without one.") from error
