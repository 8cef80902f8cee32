from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from momento_catalog.application import list_media
from momento_catalog.application.candidates import MOST_MERGED
from momento_catalog.domain.errors import PageSizeInvalid, PageTokenInvalid
from momento_catalog.domain.facets import Facet, FacetName
from momento_catalog.domain.facts import MediaKind
from momento_catalog.domain.filter import MediaFilter
from momento_catalog.domain.media import Edit
from momento_catalog.domain.query import Query
from momento_catalog.domain.tags import TagName

from tests.fakes.catalog.catalog import Catalog, InMemoryStores, in_memory_stores
from tests.fakes.catalog.libraries import expected, filters, items, listed
from tests.fakes.catalog.samples import TAKEN_AT, media, new_user_id

USER = new_user_id()
DAY = timedelta(days=1)


@pytest.fixture
def stores() -> InMemoryStores:
    return in_memory_stores()


@pytest.fixture
def catalog(stores: InMemoryStores) -> Catalog:
    return Catalog(stores)


@settings(max_examples=300)
@given(st.lists(items(USER), max_size=12), filters, st.integers(1, 5))
def test_a_search_finds_what_looking_at_everything_finds(library: list, media_filter: MediaFilter, size: int) -> None:  # type: ignore[type-arg]  # of Media
    catalog = Catalog(in_memory_stores())
    for item in library:
        catalog.record(item)
    assert listed(catalog, USER, media_filter, size) == expected(library, media_filter)


def test_uploads_and_edits_in_the_meantime_do_not_disturb_the_pages(catalog: Catalog) -> None:
    library = [media(USER, taken_at=TAKEN_AT + day * DAY) for day in range(6)]
    for item in library:
        catalog.record(item)
    first = catalog.list(USER, MediaFilter(), 2)
    catalog.record(media(USER, taken_at=TAKEN_AT + 10 * DAY))
    record = catalog.get(USER, library[5].upload_id)
    catalog.edit(USER, library[5].upload_id, record.etag, Edit(trashed=True))
    rest = catalog.list(USER, MediaFilter(), 10, first.next_token)
    assert [record.media for record in (*first.records, *rest.records)] == library[::-1]


def test_the_newest_page_reads_what_it_returns_and_one_more(catalog: Catalog, stores: InMemoryStores) -> None:
    for month in range(5):
        for _ in range(10):
            catalog.record(media(USER, taken_at=TAKEN_AT + month * 31 * DAY))
    catalog.list(USER, MediaFilter(), 15)
    assert stores.index.entries_read <= 16 + 10
    assert stores.records.read == 16
    months = [facet.value for facet in stores.index.partitions_read]
    assert set(months) == {"2009-02", "2009-01"}


def test_the_rarest_facet_drives(catalog: Catalog, stores: InMemoryStores) -> None:
    for number in range(20):
        catalog.record(media(USER, tags=["sea", "rare"] if number == 7 else ["sea"]))
    tags = frozenset({TagName("sea"), TagName("rare")})
    page = catalog.list(USER, MediaFilter(Query.parse("img"), MediaKind.PHOTO, tags))
    assert len(page.records) == 1
    assert stores.index.partitions_read == [Facet(FacetName.TAG, "rare")]


def test_a_beginning_with_few_endings_is_merged_from_their_partitions(catalog: Catalog, stores: InMemoryStores) -> None:
    both = catalog.record(media(USER, tags=["sea", "seaside"]))
    page = catalog.list(USER, MediaFilter(Query.parse("sea*")))
    assert page.records == (both,)
    assert {facet.value for facet in stores.index.partitions_read} == {"sea", "seaside"}


def test_a_beginning_with_too_many_endings_filters_the_timeline(catalog: Catalog, stores: InMemoryStores) -> None:
    library = [media(USER, tags=[f"s{number}"]) for number in range(MOST_MERGED + 1)]
    for item in (*library, media(USER)):
        catalog.record(item)
    found = listed(catalog, USER, MediaFilter(Query.parse("s*")), 10)
    assert found == [item.upload_id for item in library[::-1]]
    assert {facet.name for facet in stores.index.partitions_read} == {FacetName.MONTH}


def test_a_search_that_passes_over_much_answers_a_short_page_and_goes_on(
    catalog: Catalog, stores: InMemoryStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_media, "MOST_CANDIDATES", 8)
    oldest = media(USER, tags=["sea"], kind="video", taken_at=TAKEN_AT - DAY)
    photos = [media(USER, tags=["sea"]) for _ in range(20)]
    videos = [media(USER, kind="video") for _ in range(30)]
    for item in (oldest, *photos, *videos):
        catalog.record(item)
    wanted = MediaFilter(kind=MediaKind.VIDEO, tags=frozenset({TagName("sea")}))
    first = catalog.list(USER, wanted, 5)
    assert first.records == ()
    assert first.next_token
    assert stores.records.read == 8
    assert listed(catalog, USER, wanted, 5) == [oldest.upload_id]


@pytest.mark.parametrize("size", [-1, 201])
def test_a_page_too_large_is_refused(catalog: Catalog, size: int) -> None:
    with pytest.raises(PageSizeInvalid):
        catalog.list(USER, MediaFilter(), size)


def test_a_page_holds_fifty_when_nothing_is_said(catalog: Catalog) -> None:
    for _ in range(51):
        catalog.record(media(USER))
    assert len(catalog.list(USER, MediaFilter()).records) == 50


def test_a_token_of_another_search_is_refused(catalog: Catalog) -> None:
    for _ in range(3):
        catalog.record(media(USER))
    token = catalog.list(USER, MediaFilter(), 1).next_token
    with pytest.raises(PageTokenInvalid):
        catalog.list(USER, MediaFilter(trashed=True), 1, token)
    with pytest.raises(PageTokenInvalid):
        catalog.list(new_user_id(), MediaFilter(), 1, token)
