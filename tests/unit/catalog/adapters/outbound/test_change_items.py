from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.adapters.outbound.dynamodb.change_items import transaction
from momento_catalog.adapters.outbound.dynamodb.keys import USAGE, read_facet_value
from momento_catalog.domain.facets import FacetName
from momento_catalog.domain.record import changes

from tests.fakes.catalog.aws import KEYS, TABLES
from tests.fakes.catalog.samples import UPLOADED_AT, media, new_user_id, tag_names

if TYPE_CHECKING:
    from momento_catalog.domain.media import Media
    from momento_catalog.domain.record import MediaRecord

MOST_WRITES = 100
"""Of one transaction (DynamoDB, "Quotas")."""
PHOTO = media(new_user_id())
TAGS = st.lists(st.integers(0, 90).map(lambda number: f"tag {number}"), max_size=50, unique=True)
STATES = st.tuples(TAGS, st.booleans()).map(
    lambda state: replace(PHOTO, own_tags=tag_names(*state[0]), trashed_at=UPLOADED_AT if state[1] else None)
)


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
            writes = Counter(map(written, transaction(change, TABLES)))
            assert writes.total() <= MOST_WRITES
            assert set(writes.values()) == {1}
            record = change.after


@given(STATES, STATES)
def test_the_checksum_is_written_when_it_is_claimed_and_when_the_item_enters_or_leaves_the_trash(
    first: Media, second: Media
) -> None:
    record: MediaRecord | None = None
    written_for: list[int] = []
    for target in (first, second):
        steps = list(changes(record, target))
        writes = [[written(write)[1] for write in transaction(change, TABLES)] for change in steps]
        written_for.append(sum("#sha256#" in key for keys in writes for key in keys))
        record = steps[-1].after if steps else record
    assert written_for == [1, int(first.trashed != second.trashed)]


def test_no_facet_is_called_as_the_usage_is() -> None:
    assert USAGE.partition("#")[0] not in {name.value for name in FacetName}


def test_a_checksum_has_no_count() -> None:
    (change,) = changes(None, PHOTO)
    counted = [key for table, _, key in map(written, transaction(change, TABLES)) if table == TABLES.counts]
    assert FacetName.SHA256 not in {read_facet_value(key).name for key in counted if key != USAGE}
    assert USAGE in counted
