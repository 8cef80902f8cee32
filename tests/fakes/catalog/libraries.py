"""Whole libraries for property tests, and the plainest way to answer a search: to look at everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from momento_catalog.domain.records.facts import Camera, Position
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.records.tags import Tag, TagName, TagSource
from momento_catalog.domain.title import Title

from tests.fakes.catalog.samples import PHOTO, VIDEO, media, model_tags, tag_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.media import Media
    from momento_catalog.domain.search.filter import MediaFilter

    from tests.fakes.catalog.catalog import Catalog

WORDS = ("sea", "seaside", "sun", "sunny beach", "tree")
FIRST = datetime(2024, 1, 31, 20, tzinfo=UTC)
STEP = timedelta(hours=6)
PLACES = (("rome", "lazio", "italy"), ("sunny beach", "bulgaria"), ("italy",))
POSITIONS = (Position(41.9, 12.5), Position(41.95, 12.55), Position(42.7, 27.7), Position(-17.0, 179.99))
CAMERAS = (
    Camera("NIKON CORPORATION", "NIKON D70", "50mm f/1.8"),
    Camera("Canon", "EOS 5D", "EF24-105mm"),
    Camera("Canon", "EOS 50D"),
)
_moments = st.integers(0, 12).map(lambda number: FIRST + number * STEP)
_some_words = st.lists(st.sampled_from(WORDS), max_size=2, unique=True)
_titles = st.sampled_from(["", "Sun & sea", *WORDS])


@st.composite
def items(draw: st.DrawFn, user_id: UserId) -> Media:
    """An item with few possible properties, so that searches find some."""
    facts = replace(
        draw(st.sampled_from([PHOTO, VIDEO])),
        taken_at=draw(st.none() | _moments),
        camera=draw(st.none() | st.sampled_from(CAMERAS)),
        position=draw(st.none() | st.sampled_from(POSITIONS)),
    )
    places = draw(st.just(()) | st.sampled_from(PLACES))
    colours = draw(st.lists(st.sampled_from(["red", "blue"]), max_size=1))
    return media(
        user_id,
        facts=facts,
        tags=draw(_some_words),
        derived_tags=(
            *model_tags(*draw(_some_words)),
            *(Tag(name, TagSource.PLACE, 0.9) for name in tag_names(*places)),
            *(Tag(name, TagSource.COLOUR, 0.4) for name in tag_names(*colours)),
        ),
        title=draw(_titles),
        file_name=draw(st.sampled_from(["IMG_1.jpg", "sea.jpg", "sunny.beach.jpg"])),
        favorite=draw(st.booleans()),
        trashed_at=draw(st.sampled_from([None, None, FIRST])),
    )


edits = st.builds(
    Edit,
    title=st.none() | _titles.map(Title),
    own_tags=st.none() | _some_words.map(lambda names: tuple(map(TagName, names))),
    favorite=st.none() | st.booleans(),
    trashed=st.none() | st.booleans(),
)
"""Also tags taken away, things put into the trash and taken out of it."""


def edited(catalog: Catalog, library: list[Media], edit: Edit, number: int) -> None:
    """Makes `edit` on one of the library, in the catalog and in the list."""
    place = number % len(library)
    item = library[place]
    record = catalog.get(item.user_id, item.upload_id)
    library[place] = catalog.edit(item.user_id, item.upload_id, record.etag, edit).media


def expected(library: Iterable[Media], wanted: Callable[[Media], bool]) -> list[UploadId]:
    """What a search must answer, found by looking at everything."""
    found = [item for item in library if wanted(item)]
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
