"""Use case: what happened to a user's media."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.errors import PageTokenInvalid
from momento_catalog.domain.event_id import EventId
from momento_catalog.domain.page_size import page_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.domain.activity import ActivityEvent
    from momento_catalog.domain.identifiers import UserId


class ListActivity:
    """Reads a user's events."""

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
        return self._activity.history(user_id, _event_id(before) if before else None, page_size(most))


def _event_id(text: str) -> EventId:
    try:
        return EventId(text)
    except ValueError as error:
        raise PageTokenInvalid("There is no such event to go on from; begin again without one.") from error
