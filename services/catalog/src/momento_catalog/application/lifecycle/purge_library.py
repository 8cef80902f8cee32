"""Use case: end everything that a user has, part by part."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import EtagMismatch
from momento_catalog.domain.index.facets import PURGE, TRASH, Facet, FacetName
from momento_catalog.domain.timeline.timeline import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.application.lifecycle.purge_media import PurgeMedia
    from momento_catalog.application.ports.facet_index import FacetIndex
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.timeline.browse_months import BrowseMonths
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.media_record import MediaRecord

CLOSED: Final = "ACCOUNT_CLOSED"
"""Why an item was purged whose owner has left."""
MAX_CONCURRENT: Final = 10
"""Items of one call: some eight requests each, which must all fit into the time that its caller has."""


class PurgeLibrary:
    """Looks through one user's pending purges, trash and months. Records and their history stay, as with any purge."""

    def __init__(
        self, index: FacetIndex, records: MediaRecords, browse_months: BrowseMonths, purge: PurgeMedia
    ) -> None:
        """Takes the ports and the use case it reads through, and the use case it purges with."""
        self._index = index
        self._records = records
        self._browse_months = browse_months
        self._purge = purge

    def __call__(self, user_id: UserId) -> bool:
        """Purges some items; whether there may be more.

        Raises:
            EtagMismatch: somebody else is at it.
            StoreUnavailable: the store did not answer; go on another time.
        """
        found = list(self._some(user_id))
        for record in found:
            self._finish(record if record.media.purged else self._purge.begin(record, CLOSED, anywhere=True))
        return len(found) == MAX_CONCURRENT

    def _finish(self, purged: MediaRecord) -> None:
        with suppress(EtagMismatch):
            self._purge.finish(purged)

    def _some(self, user_id: UserId) -> Iterator[MediaRecord]:
        left = MAX_CONCURRENT
        for facet in self._facets(user_id):
            places = self._index.newest(user_id, facet, Window(), left)
            found = self._records.get_many(user_id, [place.upload_id for place in places]).values()
            yield from found
            left -= len(found)
            if not left:
                return

    def _facets(self, user_id: UserId) -> Iterator[Facet]:
        yield PURGE
        yield TRASH
        for month, _ in self._browse_months(user_id):
            yield Facet(FacetName.MONTH, month.value)
