"""Whatever write a process dies at, the repair leads to what the records say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.albums.arrange import Target
from momento_catalog.application.bulk.edit import BulkEdit
from momento_catalog.application.lifecycle.repair_index import RepairReport
from momento_catalog.domain.index.index_entry import basis_of, entries_of
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.records.tag_changes import TagChanges
from momento_catalog.domain.title import Title

from tests.fakes.catalog.aws import client
from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.ledger import assert_shown_once, fresh_ledger, ledger
from tests.fakes.catalog.mortality import Crash, Mortality, mortal_adapters, mortal_fakes
from tests.fakes.catalog.samples import media, new_user_id, tag_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_catalog.domain.identifiers import UploadId, UserId

    from tests.fakes.catalog.catalog import Stores


@pytest.fixture(autouse=True)
def _few_entries_in_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that items with a few tags take as many transactions as others with a hundred."""
    monkeypatch.setattr("momento_catalog.domain.index.media_record.MAX_INDEX_CHANGES", 3)


@pytest.fixture(params=["fake", "ministack"])
def mortals(request: pytest.FixtureRequest) -> Callable[[Mortality], Stores]:
    """The stores of one library as a process sees them that dies."""
    if request.param == "fake":
        stores = in_memory_stores()
        return lambda mortality: mortal_fakes(stores, mortality)
    endpoint = request.getfixturevalue("ministack_endpoint")
    s3, dynamodb = client("s3", endpoint), client("dynamodb", endpoint)
    return lambda mortality: mortal_adapters(s3, dynamodb, mortality)


def live(catalog: Catalog, user_id: UserId) -> None:
    """A little of everything that a user does."""
    first, second = media(user_id, tags=["beach", "sea"]), media(user_id, tags=["tree"])
    for item in (first, second, replace(first, upload_id=media(user_id).upload_id)):
        catalog.record(item)
    both = [first.upload_id, second.upload_id]
    edit(catalog, user_id, first.upload_id, Edit(own_tags=tag_names("hill", "lake"), title=Title("A walk")))
    album = catalog.albums.create(user_id, Title("Italy")).album_id
    catalog.albums.bulk_edit(user_id, both, BulkEdit(Edit(tag_changes=TagChanges(tag_names("sun"))), join=album))
    catalog.albums.arrange(user_id, album, both[:1], Target(after=both[1]))
    edit(catalog, user_id, first.upload_id, Edit(trashed=True))
    edit(catalog, user_id, first.upload_id, Edit(trashed=False))
    edit(catalog, user_id, second.upload_id, Edit(trashed=True))
    # Its objects are no matter here.
    Catalog(replace(catalog.stores, objects=in_memory_stores().objects)).purge(user_id, second.upload_id)


def edit(catalog: Catalog, user_id: UserId, upload_id: UploadId, wanted: Edit) -> None:
    catalog.edit(user_id, upload_id, catalog.get(user_id, upload_id).etag, wanted)


def writes_of_a_life(mortals: Callable[[Mortality], Stores]) -> int:
    mortality = Mortality()
    live(Catalog(mortals(mortality)), new_user_id())
    return mortality.writes


def test_a_crash_at_any_write_leaves_nothing_that_the_repair_does_not_mend(
    mortals: Callable[[Mortality], Stores],
) -> None:
    lives = writes_of_a_life(mortals)
    assert lives > 30
    for at in range(1, lives + 1):
        user_id = new_user_id()
        with pytest.raises(Crash):
            live(Catalog(mortals(Mortality(at, after=at % 2 == 0))), user_id)
        catalog = Catalog(mortals(Mortality()))
        assert_shown_once(catalog, user_id)
        # What was written is in step with itself also without any repair.
        assert catalog.repair(user_id).missing == 0
        assert ledger(catalog.stores, user_id) == fresh_ledger(catalog.stores, user_id)
        assert_shown_once(catalog, user_id)


def test_a_repair_that_dies_at_any_write_is_finished_by_the_next_one() -> None:
    at = 0
    while True:
        at += 1
        stores, user_id = in_memory_stores(), new_user_id()
        catalog = Catalog(stores)
        live(catalog, user_id)
        for record in list(stores.audit.records(user_id)):
            for number, entry in enumerate(sorted(entries_of(record), key=str)):
                stores.audit.put_entry(entry, basis_of(record), stands=number % 2 == 0)
        assert ledger(stores, user_id) != fresh_ledger(stores, user_id)
        try:
            Catalog(mortal_fakes(stores, Mortality(at, after=at % 2 == 0))).repair(user_id)
        except Crash:
            catalog.repair(user_id)
            assert ledger(stores, user_id) == fresh_ledger(stores, user_id)
            assert catalog.repair(user_id) == RepairReport(records=2)
        else:
            break
    assert at > 3
