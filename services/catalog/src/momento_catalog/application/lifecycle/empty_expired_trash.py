"""Use case: purge what has been in the trash for long enough, and finish purges that were interrupted."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import EtagMismatch
from momento_catalog.domain.index.facets import PURGE, TRASH, Facet
from momento_catalog.domain.timeline.timeline import Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from momento_catalog.application.lifecycle.purge_media import PurgeMedia
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.application.ports.facet_index import FacetIndex
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.media_record import MediaRecord

OVERDUE: Final = "TRASH_DAYS_OVER"
"""Why an item was purged that nobody asked to purge."""
_CHUNK: Final = 100


class EmptyExpiredTrash:
    """Looks through one user's trash."""

    def __init__(
        self, index: FacetIndex, records: MediaRecords, purge: PurgeMedia, clock: Clock, kept_for: timedelta
    ) -> None:
        """Takes the ports it reads through, the use case it purges with, and how long the trash is kept."""
        self._index = index
        self._records = records
        self._purge = purge
        self._clock = clock
        self._kept_for = kept_for

    def __call__(self, user_id: UserId) -> int:
        """Purges what is due, and answers how many items that were; raises StoreUnavailable, and goes on next time.

        Whatever its owner changes at the same moment is left alone.
        """
        for record in self._found(user_id, PURGE):
            self._finish(record)
        due_before = self._clock.now() - self._kept_for
        due = (it for it in self._found(user_id, TRASH) if it.media.trashed_at and it.media.trashed_at <= due_before)
        return sum(map(self._purged, due))

    def _purged(self, record: MediaRecord) -> bool:
        with suppress(EtagMismatch):
            self._finish(self._purge.begin(record, OVERDUE))
            return True
        return False

    def _finish(self, record: MediaRecord) -> None:
        with suppress(EtagMismatch):
            self._purge.finish(record)

    def _found(self, user_id: UserId, facet: Facet) -> Iterator[MediaRecord]:
        window = Window()
        while places := self._index.newest(user_id, facet, window, _CHUNK):
            yield from self._records.get_many(user_id, [place.upload_id for place in places]).values()
            window = window.beyond(places[-1])
