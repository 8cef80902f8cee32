"""What happened in an account: the events that auth keeps and those that the catalog keeps, as one history."""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.identity import Caller, Identity
    from momento_ingest.domain.audit.event import ActivityCursors, ActivityEvent


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """Some events, newest first; `next_cursor` is None on the last page."""

    events: tuple[ActivityEvent, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ListActivity:
    """Merges two histories by the ids of their events, which begin with the time."""

    identity: Identity
    catalog: Catalog
    cursors: ActivityCursors

    async def __call__(self, caller: Caller, cursor: str, limit: int) -> ActivityPage:
        """The caller's events after `cursor`, or the newest; at most `limit`, which is below 200.

        Raises:
            InvalidInput: the cursor was not made for this user.
            Unavailable: one of the services does not answer; half a history would look like a whole one.
        """
        user = caller.user.user_id
        before = self.cursors.read(user, cursor) if cursor else ""
        # One more than a page holds tells whether there is a next one.
        histories = await asyncio.gather(
            self.identity.history(caller.token, before, limit + 1),
            self.catalog.history(caller.token, before, limit + 1),
        )
        merged = heapq.merge(*histories, key=lambda event: event.event_id, reverse=True)
        found = tuple(islice(merged, limit + 1))
        page = found[:limit]
        return ActivityPage(page, self.cursors.issue(user, page[-1].event_id) if len(found) > limit else None)
