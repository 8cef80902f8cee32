"""Whole libraries and searches for property tests, and the plainest way to answer a search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from momento_catalog.domain.facts import MediaKind
from momento_catalog.domain.filter import MediaFilter
from momento_catalog.domain.query import Query
from momento_catalog.domain.tags import TagName
from momento_catalog.domain.timeline import Period

from tests.fakes.catalog.samples import media, model_tags

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.media import Media

    from tests.fakes.catalog.catalog import Catalog

WORDS = ("sea", "seaside", "sun", "sunny beach", "tree")
_FIRST = datetime(2024, 1, 31, 20, tzinfo=UTC)
_moments = st.integers(0, 12).map(lambda number: _FIRST + number * timedelta(hours=6))
_some_words = st.lists(st.sampled_from(WORDS), max_size=2, unique=True)


@st.composite
def items(draw: st.DrawFn, user_id: UserId) -> Media:
    """An item with few possible properties, so that searches find some."""
    return media(
        user_id,
        taken_at=draw(st.none() | _moments),
        kind=draw(st.sampled_from(["photo", "video"])),
        tags=draw(_some_words),
        derived_tags=model_tags(*draw(_some_words)),
        title=draw(st.sampled_from(["", *WORDS])),
        file_name=draw(st.sampled_from(["IMG_1.jpg", "sea.jpg"])),
        trashed_at=draw(st.sampled_from([None, None, _FIRST])),
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    begin = draw(st.none() | _moments)
    length = draw(st.none() | st.integers(1, 8).map(lambda number: number * timedelta(hours=6)))
    return Period(begin, None if length is None else (begin or _FIRST) + length)


filters = st.builds(
    MediaFilter,
    query=st.lists(st.sampled_from(["sea", "sun", "beach", "s*", "se*", "sun*", "x*", "img"]), max_size=2).map(
        lambda words: Query.parse(" ".join(words))
    ),
    kind=st.none() | st.sampled_from(MediaKind),
    tags=st.frozensets(st.sampled_from([TagName(word) for word in WORDS]), max_size=2),
    period=periods(),
    trashed=st.sampled_from([False, False, True]),
)


def expected(library: list[Media], media_filter: MediaFilter) -> list[UploadId]:
    """What a search must answer, found by looking at everything."""
    found = [item for item in library if media_filter.matches(item)]
    return [item.upload_id for item in sorted(found, key=lambda item: item.moment, reverse=True)]


def listed(catalog: Catalog, user_id: UserId, media_filter: MediaFilter, page_size: int) -> list[UploadId]:
    """Every page of a search, one after another."""
    found: list[UploadId] = []
    token = ""
    while True:
        page = catalog.list(user_id, media_filter, page_size, token)
        assert len(page.records) <= page_size
        found.extend(record.media.upload_id for record in page.records)
        if not page.next_token:
            return found
        token = page.next_token
