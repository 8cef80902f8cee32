from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.adapters.outbound.dynamodb.keys import USAGE, read_facet_value
from momento_catalog.adapters.outbound.dynamodb.records.change_items import MAX_WRITES, transactions
from momento_catalog.domain.index.facets import FacetName
from momento_catalog.domain.index.media_record import changes

from tests.fakes.catalog.aws import KEYS, TABLES
from tests.fakes.catalog.samples import UPLOADED_AT, media, new_user_id, tag_names

if TYPE_CHECKING:
    from momento_catalog.domain.index.media_record import Change, MediaRecord
    from momento_catalog.domain.records.media import Media
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

PHOTO = media(new_user_id())
TAGS = st.lists(st.integers(0, 90).map(lambda number: f"tag {number}"), max_size=50, unique=True)
STATES = st.tuples(TAGS, st.booleans()).map(
    lambda state: replace(PHOTO, own_tags=tag_names(*state[0]), trashed_at=UPLOADED_AT if state[1] else None)
)


def writes_of(change: Change) -> list[TransactWriteItemTypeDef]:
    """The writes of a change that is alone."""
    (alone,) = transactions([change], TABLES)
    return alone.items


def step_of(write: Any) -> int:
    """By how much a write moves its count."""
    return int(write["Update"]["ExpressionAttributeValues"][":step"]["N"])


def written(write: Any) -> tuple[str, str, str]:
    """The table and the key of a write."""
    (action,) = write.values()
    key = action.get("Key") or action["Item"]
    return action["TableName"], *(key[name]["S"] for name in KEYS[action["TableName"]])


@given(STATES, STATES)
def test_a_transaction_has_at_most_a_hundred_writes_and_none_of_them_twice(first: Media, second: Media) -> None:
    record: MediaRecord | None = None
    for target in (first, second):
        for change in changes(record, target):
            writes = Counter(map(written, writes_of(change)))
            assert writes.total() <= MAX_WRITES
            assert set(writes.values()) == {1}
            record = change.after


@given(st.lists(st.tuples(TAGS, TAGS, st.booleans()), min_size=1, max_size=12))
def test_changes_written_together_keep_their_order_and_write_nothing_twice(
    items: list[tuple[list[str], list[str], bool]],
) -> None:
    edits = [edit for item in items if (edit := first_edit(*item)) is not None]
    found = list(transactions(edits, TABLES))
    assert [change for each in found for change in each.changes] == edits
    for each in found:
        writes = Counter(map(written, each.items))
        assert writes.total() <= MAX_WRITES
        assert set(writes.values()) == {1}


def first_edit(before: list[str], after: list[str], trashed: bool) -> Change | None:  # noqa: FBT001  # of a drawn item
    """The first write of an edit of a new item."""
    item = media(PHOTO.user_id, tags=before)
    *_, last = changes(None, item)
    edited = replace(item, own_tags=tag_names(*after), trashed_at=UPLOADED_AT if trashed else None)
    return next(changes(last.after, edited), None)


def test_five_hundred_items_get_a_tag_in_two_dozen_transactions() -> None:
    edits = [first_edit([], ["beach"], trashed=False) for _ in range(500)]
    found = list(transactions([edit for edit in edits if edit], TABLES))
    assert len(found) <= 24
    steps: Counter[str] = Counter()
    for write in [write for each in found for write in each.items if "Update" in write]:
        steps[written(write)[2]] += step_of(write)
    assert steps == {"tag#beach": 500, "word#beach": 500}


def test_a_condition_that_does_not_hold_names_the_change_that_made_it() -> None:
    edits = [edit for _ in range(3) if (edit := first_edit([], ["beach"], trashed=True))]
    (together,) = transactions(edits, TABLES)
    owners = [together.meant_by([position]) for position in range(len(together.items))]
    records = [place for place, write in enumerate(together.items) if written(write)[0] == TABLES.media]
    assert [owners[place] for place in records] == [[edit] for edit in edits]
    assert owners[-1] == []


@given(STATES, STATES)
def test_the_checksum_is_written_when_it_is_claimed_and_when_the_item_enters_or_leaves_the_trash(
    first: Media, second: Media
) -> None:
    record: MediaRecord | None = None
    written_for: list[int] = []
    for target in (first, second):
        steps = list(changes(record, target))
        writes = [[written(write)[1] for write in writes_of(change)] for change in steps]
        written_for.append(sum("#sha256#" in key for keys in writes for key in keys))
        record = steps[-1].after if steps else record
    assert written_for == [1, int(first.trashed != second.trashed)]


def test_no_facet_is_called_as_the_usage_is() -> None:
    assert USAGE.partition("#")[0] not in {name.value for name in FacetName}


def test_a_checksum_has_no_count() -> None:
    (change,) = changes(None, PHOTO)
    counted = [key for table, _, key in map(written, writes_of(change)) if table == TABLES.counts]
    assert FacetName.SHA256 not in {read_facet_value(key).name for key in counted if key != USAGE}
    assert USAGE in counted
