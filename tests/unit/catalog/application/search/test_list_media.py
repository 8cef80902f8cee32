from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from momento_catalog.application.search import list_media
from momento_catalog.application.search.intersection import MILESTONE
from momento_catalog.application.search.plan import MAX_MERGED, MAX_VALUES
from momento_catalog.domain.errors import PageSizeInvalid, PageTokenInvalid
from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.search.filter import MediaFilter

from tests.fakes.catalog.catalog import LANGUAGE, Catalog, InMemoryStores, in_memory_stores
from tests.fakes.catalog.libraries import CAMERAS, POSITIONS, listed
from tests.fakes.catalog.samples import PHOTO, TAKEN_AT, media, new_user_id

USER = new_user_id()
DAY = timedelta(days=1)


@pytest.fixture
def stores() -> InMemoryStores:
    return in_memory_stores()


@pytest.fixture
def catalog(stores: InMemoryStores) -> Catalog:
    return Catalog(stores)


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


def partitions_of(catalog: Catalog, stores: InMemoryStores, text: str) -> set[tuple[str, str]]:
    """The partitions that a search reads, as names and values."""
    stores.index.partitions_read.clear()
    catalog.list(USER, LANGUAGE.read(text))
    return {(facet.name.value, facet.value) for facet in stores.index.partitions_read}


def test_the_rarest_facet_drives(catalog: Catalog, stores: InMemoryStores) -> None:
    for number in range(20):
        catalog.record(media(USER, tags=["sea", "rare"] if number == 7 else ["sea"]))
    page = catalog.list(USER, LANGUAGE.read("img type:photo tag:sea tag:rare"))
    assert len(page.records) == 1
    assert stores.index.partitions_read == [Facet(FacetName.TAG, "rare")]


def test_of_facets_that_are_about_as_frequent_only_records_that_have_both_are_read(
    catalog: Catalog, stores: InMemoryStores
) -> None:
    for number in range(60):
        tags = [name for name, each in (("dog", 2), ("sea", 3)) if number % each == 0]
        catalog.record(media(USER, tags=tags, taken_at=TAKEN_AT + number * DAY))
    page = catalog.list(USER, LANGUAGE.read("type:photo tag:dog tag:sea"))
    assert [record.media.taken_at for record in page.records] == [
        TAKEN_AT + number * DAY for number in range(54, -1, -6)
    ]
    assert {facet.value for facet in stores.index.partitions_read} == {"dog", "sea", "photo"}
    assert stores.records.read == 10 + 10 // MILESTONE


@pytest.mark.parametrize(
    ("text", "partitions"),
    [
        ("sea*", {("word", "sea"), ("word", "seaside")}),
        ("tag:sea*", {("tag", "sea"), ("tag", "seaside")}),
        ("tag:sea|rome", {("tag", "sea"), ("tag", "rome")}),
        ("(sea tag:seaside) | type:video", {("tag", "seaside")}),
        ("shore", {("tag", "sea")}),
        ("country:rome", {("place", "rome")}),
        ("camera:nikon", {("camera", "nikon corporation nikon d70")}),
        ("lens:50mm*", {("lens", "50mm f/1.8")}),
        ("is:favorite", {("favorite", "marked")}),
        ("near:41.9,12.5,1km", {("cell", "0.25:527:770")}),
        ("near:41.9,12.5,900km", {("cell", "2.5:52:77")}),
        ("-sea", {("month", "2008-10")}),
        ("taken:2008-10 sea", {("word", "sea")}),
        ("taken:2008-10 after:2009", set()),
        ("sea | (-tree)", {("month", "2008-10")}),
        ("is:trashed sea", {("trash", "trashed")}),
        ("nothing tag:at tag:all", set()),
    ],
)
def test_a_search_reads_the_partitions_that_can_hold_its_matches(
    catalog: Catalog, stores: InMemoryStores, text: str, partitions: set[tuple[str, str]]
) -> None:
    facts = replace(PHOTO, camera=CAMERAS[0], position=POSITIONS[0])
    catalog.record(media(USER, facts=facts, tags=["sea", "seaside", "rome"], favorite=True))
    catalog.record(media(USER, tags=["sea"]))
    catalog.record(media(USER, taken_at=TAKEN_AT - 400 * DAY, file_name="other.jpg", trashed_at=TAKEN_AT))
    assert partitions_of(catalog, stores, text) == partitions


def test_a_beginning_with_too_many_endings_filters_the_timeline(catalog: Catalog, stores: InMemoryStores) -> None:
    library = [media(USER, tags=[f"s{number}"]) for number in range(MAX_MERGED + 1)]
    for item in (*library, media(USER)):
        catalog.record(item)
    found = listed(catalog, USER, LANGUAGE.read("s*"), 10)
    assert found == [item.upload_id for item in library[::-1]]
    assert {facet.name for facet in stores.index.partitions_read} == {FacetName.MONTH}


def test_a_word_with_many_meanings_reads_those_that_the_user_has(catalog: Catalog, stores: InMemoryStores) -> None:
    item = catalog.record(media(USER, tags=["tree"]))
    assert catalog.list(USER, LANGUAGE.read("nature")).records == (item,)
    assert stores.index.partitions_read == [Facet(FacetName.TAG, "tree")]


def test_no_more_than_some_values_are_looked_through(catalog: Catalog, stores: InMemoryStores) -> None:
    catalog.record(media(USER))
    for number in range(MAX_VALUES + 1):
        stores.tables.counts[USER][Facet(FacetName.CAMERA, f"nikon {number}")] = 1
    assert partitions_of(catalog, stores, "camera:canon") == {("month", "2008-10")}


def test_a_search_that_passes_over_much_answers_a_short_page_and_goes_on(
    catalog: Catalog, stores: InMemoryStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_media, "MAX_CANDIDATES", 8)
    oldest = media(USER, tags=["sea"], kind="video", taken_at=TAKEN_AT - DAY)
    photos = [media(USER, tags=["sea"]) for _ in range(8 * MILESTONE + 5)]
    videos = [media(USER, kind="video") for _ in range(100)]
    for item in (oldest, *photos, *videos):
        catalog.record(item)
    wanted = LANGUAGE.read("type:video tag:sea")
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


def test_a_token_of_another_search_or_user_is_refused(catalog: Catalog) -> None:
    for _ in range(3):
        catalog.record(media(USER))
    token = catalog.list(USER, MediaFilter(), 1).next_token
    with pytest.raises(PageTokenInvalid):
        catalog.list(USER, LANGUAGE.read("sea"), 1, token)
    with pytest.raises(PageTokenInvalid):
        catalog.list(new_user_id(), MediaFilter(), 1, token)
