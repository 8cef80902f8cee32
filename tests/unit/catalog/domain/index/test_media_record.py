from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.domain.index.facets import facets_of
from momento_catalog.domain.index.media_record import MAX_INDEX_CHANGES, Change, MediaRecord, changes
from momento_catalog.domain.records.checksum import Holder

from tests.fakes.catalog.samples import UPLOADED_AT, media, new_user_id, tag_names

USER = new_user_id()
PHOTO = media(USER)
WORDS = st.lists(st.integers(0, 90).map(lambda number: f"tag {number}"), max_size=50, unique=True)


@given(WORDS, WORDS, st.booleans())
def test_every_step_moves_few_entries_and_the_last_leaves_exactly_the_items_facets(
    old: list[str],
    new: list[str],
    trashed: bool,  # noqa: FBT001  # hypothesis names it
) -> None:
    first = replace(PHOTO, own_tags=tag_names(*old))
    second = replace(PHOTO, own_tags=tag_names(*new), trashed_at=UPLOADED_AT if trashed else None)
    record = None
    for target in (first, second):
        for change in changes(record, target):
            assert change.before == record
            assert change.after.media == target
            assert len(change.added | change.removed) <= MAX_INDEX_CHANGES
            assert change.stored == (record is None)
            record = change.after
        assert record is not None
        assert record.indexed == facets_of(target)


def test_there_is_nothing_to_change_where_nothing_differs() -> None:
    (first,) = changes(None, PHOTO)
    assert list(changes(first.after, PHOTO)) == []


def test_an_interrupted_write_is_finished_by_the_next() -> None:
    many = replace(PHOTO, own_tags=tag_names(*(f"tag {number}" for number in range(50))))
    interrupted, *rest = changes(None, many)
    assert rest
    *_, last = changes(interrupted.after, many)
    assert last.after.indexed == facets_of(many)


def test_the_checksum_is_held_from_the_first_write_of_many() -> None:
    many = replace(PHOTO, own_tags=tag_names(*(f"tag {number}" for number in range(50))))
    first, *rest = changes(None, many)
    assert rest
    assert first.after.holder == Holder(PHOTO.upload_id, trashed=False)


def test_the_holder_of_a_checksum_goes_into_the_trash_with_the_item() -> None:
    (first,) = changes(None, PHOTO)
    (second,) = changes(first.after, replace(PHOTO, trashed_at=UPLOADED_AT))
    assert (second.holder_before, second.after.holder) == (
        Holder(PHOTO.upload_id, trashed=False),
        Holder(PHOTO.upload_id, trashed=True),
    )
    assert second.stored == 0


def test_a_record_without_the_entry_of_its_checksum_holds_and_counts_nothing() -> None:
    (first,) = changes(None, PHOTO)
    released = Change(first.after, MediaRecord(PHOTO, 2, frozenset()))
    assert (released.after.holder, released.stored) == (None, -1)


def test_the_etag_differs_after_every_write() -> None:
    records = [MediaRecord(PHOTO, revision, frozenset()) for revision in range(1, 50)]
    assert len({record.etag for record in records}) == len(records)
    assert MediaRecord(media(USER), 1, frozenset()).etag != records[0].etag


def test_a_change_skips_no_revision() -> None:
    with pytest.raises(ValueError, match="revision"):
        Change(None, MediaRecord(PHOTO, 2, frozenset()))


def test_a_change_that_does_not_fit_into_a_transaction_is_refused() -> None:
    many = replace(PHOTO, own_tags=tag_names(*(f"tag {number}" for number in range(50))))
    with pytest.raises(ValueError, match="transaction"):
        Change(None, MediaRecord(many, 1, facets_of(many)))
