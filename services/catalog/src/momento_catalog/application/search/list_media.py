"""Use case: list and search, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.paging.page_size import page_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.search.candidates import Candidates
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.search.filter import MediaFilter
    from momento_catalog.domain.search.page_token import PageTokens
    from momento_catalog.domain.timeline.timeline import Moment

MAX_CANDIDATES: Final = 1000
"""Records that one page may look at. A search that passes over more answers a short page, and a token to go on."""
SMALLEST_BATCH: Final = 10


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list, newest first; an empty token when nothing comes after."""

    records: tuple[MediaRecord, ...]
    next_token: str = ""


class ListMedia:
    """Lists a user's items that match a filter, in an order that uploads in the meantime do not disturb."""

    def __init__(self, candidates: Candidates, records: MediaRecords, tokens: PageTokens) -> None:
        """Takes where places come from, where records come from, and what seals a place into a token."""
        self._candidates = candidates
        self._records = records
        self._tokens = tokens

    def __call__(self, user_id: UserId, media_filter: MediaFilter, most: int = 0, page_token: str = "") -> Page:
        """One page.

        Raises:
            PageSizeInvalid: `most` is not from 0 (for 50) to 200.
            PageTokenInvalid: `page_token` was not made for this user and filter.
            StoreUnavailable: the store did not answer.
        """
        size = page_size(most)
        after = self._tokens.read(user_id, media_filter, page_token) if page_token else None
        places = self._candidates.newest(user_id, media_filter, after, size + 1)
        found, reached = self._collect(user_id, media_filter, islice(places, MAX_CANDIDATES), size)
        token = self._tokens.issue(user_id, media_filter, reached) if reached else ""
        return Page(tuple(found), token)

    def _collect(
        self, user_id: UserId, media_filter: MediaFilter, places: Iterator[Moment], size: int
    ) -> tuple[list[MediaRecord], Moment | None]:
        """Up to `size` matches, and the place to go on from unless the list is at its end."""
        found: list[MediaRecord] = []
        seen, last = 0, None
        # One more than a page holds is looked for, to know whether there is a next one.
        while batch := list(islice(places, _expected(size + 1, len(found), seen))):
            seen, last = seen + len(batch), batch[-1]
            records = self._records.get_many(user_id, [place.upload_id for place in batch])
            known = (records[place.upload_id] for place in batch if place.upload_id in records)
            found.extend(record for record in known if media_filter.matches(record.media))
            if len(found) > size:
                return found[:size], found[size - 1].media.moment
        return found, last if seen == MAX_CANDIDATES else None


def _expected(wanted: int, found: int, seen: int) -> int:
    """How many records the next batch should have, when as many of them match as of those seen before."""
    missing = wanted - found
    return max(SMALLEST_BATCH, min(wanted, missing * seen // found)) if found else wanted
