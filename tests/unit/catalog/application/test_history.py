"""The history says what happened: no less, no more, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from momento_catalog.application.albums.arrange import Target
from momento_catalog.application.bulk.edit import BulkEdit
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.domain.errors import StoreUnavailable
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.records.tag_changes import TagChanges
from momento_catalog.domain.title import Title

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.mortality import Crash, Mortality, mortal_fakes
from tests.fakes.catalog.samples import media, new_upload_id, new_user_id, tag_names

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import Change

    from tests.fakes.catalog.catalog import InMemoryStores

USER = new_user_id()
FAVORITE = BulkEdit(Edit(favorite=True))


@pytest.fixture
def stores() -> InMemoryStores:
    return in_memory_stores()


@pytest.fixture
def catalog(stores: InMemoryStores) -> Catalog:
    return Catalog(stores)


def recorded(catalog: Catalog, number: int) -> list[UploadId]:
    return [catalog.record(media(USER)).media.upload_id for _ in range(number)]


def edit(catalog: Catalog, upload_id: UploadId, wanted: Edit) -> None:
    catalog.edit(USER, upload_id, catalog.get(USER, upload_id).etag, wanted)


def history(catalog: Catalog, user_id: UserId = USER) -> list[tuple[str, str, int]]:
    """Without uploads, and in no order of time: the clock of the tests stands still."""
    events = [event for event in catalog.activity(user_id, 200) if not event.kind.value.startswith("upload.")]
    return sorted((event.kind.value, event.details.changed, event.details.media_count) for event in events)


def test_edits_of_many_items_are_one_event_that_counts_those_that_were_made(catalog: Catalog) -> None:
    items = recorded(catalog, 40)
    catalog.albums.bulk_edit(USER, [*items, new_upload_id()], FAVORITE)
    assert history(catalog) == [("media.edited", "favorite", 40)]
    (event,) = (it for it in catalog.activity(USER, 200) if it.details.media_count)
    assert event.details.upload_id == ""


def test_edits_that_were_all_refused_are_no_event(catalog: Catalog) -> None:
    absent = [new_upload_id(), new_upload_id()]
    album = catalog.albums.create(USER, Title("Italy")).album_id
    catalog.albums.arrange(USER, album, absent, Target())
    catalog.albums.bulk_edit(USER, absent, FAVORITE)
    items = recorded(catalog, 2)
    catalog.albums.bulk_edit(USER, items, BulkEdit(Edit(tag_changes=TagChanges(accept=tag_names("unknown")))))
    assert history(catalog) == []


def test_the_same_request_again_is_no_second_event(catalog: Catalog) -> None:
    items = recorded(catalog, 3)
    album = catalog.albums.create(USER, Title("Italy")).album_id
    for _ in range(2):
        catalog.albums.bulk_edit(USER, items, FAVORITE)
    for _ in range(2):
        catalog.albums.bulk_edit(USER, items, BulkEdit(Edit(trashed=True)))
    for _ in range(2):
        catalog.albums.bulk_edit(USER, items, BulkEdit(Edit(trashed=False)))
    for _ in range(2):
        catalog.albums.arrange(USER, album, items[::-1], Target())
    for _ in range(2):
        catalog.albums.bulk_edit(USER, items, BulkEdit(Edit(), leave=album))
    assert history(catalog) == [
        ("media.edited", "albums", 3),
        ("media.edited", "albums", 3),
        ("media.edited", "favorite", 3),
        ("media.restored", "trashed", 3),
        ("media.trashed", "trashed", 3),
    ]


def test_a_request_that_goes_on_after_an_interruption_counts_only_what_it_adds(
    catalog: Catalog, stores: InMemoryStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = recorded(catalog, 3)
    apply = stores.store.apply

    def failing(change: Change) -> None:
        if change.after.media.upload_id == items[1]:
            raise StoreUnavailable("The store does not answer.")
        apply(change)

    with monkeypatch.context() as patched:
        patched.setattr(stores.store, "apply", failing)
        catalog.albums.bulk_edit(USER, items, FAVORITE)
    catalog.albums.bulk_edit(USER, items, FAVORITE)
    assert history(catalog) == [("media.edited", "favorite", 1), ("media.edited", "favorite", 2)]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, 4))
def test_a_crash_at_any_write_leaves_no_edit_without_its_event_and_no_event_without_its_edit(
    catalog: Catalog,
    stores: InMemoryStores,
    at: int,
    after: bool,  # noqa: FBT001  # a parameter of the table
) -> None:
    items = recorded(catalog, 3)
    with pytest.raises(Crash):
        Catalog(mortal_fakes(stores, Mortality(at, after=after))).albums.bulk_edit(USER, items, FAVORITE)
    edited = sum(catalog.get(USER, item).media.favorite for item in items)
    assert sum(count for _, _, count in history(catalog)) == edited


def test_an_event_names_what_changed_and_not_what_was_said(catalog: Catalog) -> None:
    (item,) = recorded(catalog, 1)
    edit(catalog, item, Edit(title=Title("Rome"), favorite=False))
    edit(catalog, item, Edit(title=Title("Rome"), favorite=False))
    edit(catalog, item, Edit(trashed=False, favorite=True, title=Title("Rome")))
    edit(catalog, item, Edit(trashed=True, own_tags=tag_names("sea")))
    edit(catalog, item, Edit(trashed=True, title=Title("Naples")))
    assert history(catalog) == [
        ("media.edited", "favorite", 0),
        ("media.edited", "title", 0),
        ("media.edited", "title", 0),
        ("media.trashed", "own_tags,trashed", 0),
    ]


def test_items_that_an_act_changes_in_different_ways_are_counted_apart(catalog: Catalog) -> None:
    items = recorded(catalog, 4)
    catalog.albums.bulk_edit(USER, items[:2], BulkEdit(Edit(trashed=True)))
    catalog.albums.bulk_edit(USER, items, BulkEdit(Edit(trashed=True, favorite=True)))
    assert history(catalog) == [
        ("media.edited", "favorite", 2),
        ("media.trashed", "favorite,trashed", 2),
        ("media.trashed", "trashed", 2),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_of_the_history_end_between_acts(catalog: Catalog, size: int) -> None:
    items = recorded(catalog, 9)
    for number in range(6):
        catalog.albums.bulk_edit(USER, items[number:], BulkEdit(Edit(favorite=number % 2 == 0)))
        edit(catalog, items[number], Edit(title=Title(f"{number}")))
    pages, before = [], ""
    while page := catalog.activity(USER, size, before):
        pages.append(page)
        before = str(page[-1].event_id)
    assert all(len(page) == size for page in pages[:-1])
    listed = [event for page in pages for event in page]
    assert listed == list(catalog.activity(USER, 200))
    assert sum(event.details.media_count for event in listed) == 9 + 8 + 7 + 6 + 5 + 4


def test_completing_what_an_interruption_left_is_no_event(
    catalog: Catalog, stores: InMemoryStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("momento_catalog.domain.index.media_record.MAX_INDEX_CHANGES", 3)
    photo = media(USER, tags=["beach", "sea", "sun"])
    with pytest.raises(Crash):
        Catalog(mortal_fakes(stores, Mortality(2))).record(photo)
    before = list(catalog.activity(USER))
    edit(catalog, photo.upload_id, Edit(favorite=False))
    catalog.record(media(USER, upload_id=photo.upload_id, file_name="other.jpg", sha256=photo.sha256))
    assert list(catalog.activity(USER)) == before


def test_an_edit_that_another_overtakes_with_the_same_is_one_event(
    catalog: Catalog, stores: InMemoryStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item,) = recorded(catalog, 1)
    apply: Any = stores.store.apply

    def overtaken(change: Change) -> None:
        monkeypatch.undo()
        edit(catalog, item, Edit(favorite=True))
        with pytest.raises(RecordChanged):
            apply(change)
        raise RecordChanged

    monkeypatch.setattr(stores.store, "apply", overtaken)
    catalog.albums.bulk_edit(USER, [item], FAVORITE)
    assert history(catalog) == [("media.edited", "favorite", 0)]
