"""Whatever is uploaded, edited and repeated: the same bytes are one item, and usage counts each item once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from momento_catalog.domain.records.checksum import Holder
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.usage.usage import Usage

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.samples import media, new_user_id, sha256_of

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UploadId
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.media import Media

USERS = (new_user_id(), new_user_id())
CONTENTS = range(4)
UPLOADS = tuple(
    media(user_id, sha256=sha256_of(content), size_bytes=10**content)
    for user_id in USERS
    for content in CONTENTS
    for _ in range(2)
)


@dataclass(frozen=True)
class Step:
    """An upload is recorded, or again; or the item that it led to goes into the trash, comes out or is purged."""

    upload: Media
    then: str


THEN = ("", "", "trashed", "restored", "purged")
STEPS = st.lists(st.builds(Step, st.sampled_from(UPLOADS), st.sampled_from(THEN)), max_size=30)


@settings(max_examples=200)
@given(STEPS)
def test_the_same_bytes_are_one_item_and_count_once(steps: list[Step]) -> None:
    catalog = Catalog(in_memory_stores())
    items: dict[object, Media] = {}
    ended: set[UploadId] = set()
    for step in steps:
        key = (step.upload.user_id, step.upload.sha256)
        record = catalog.record(step.upload)
        if record.media.purged:
            # The same upload once more, whose item was purged: it does not come back by that.
            assert record.media.upload_id in ended
            continue
        items.setdefault(key, step.upload)
        assert record.media == items[key]
        if step.then:
            items[key] = changed(catalog, record, Edit(trashed=step.then != "restored"))
        if step.then == "purged":
            catalog.purge(record.media.user_id, record.media.upload_id)
            ended.add(items.pop(key).upload_id)
    for user_id in USERS:
        check(catalog, [item for item in items.values() if item.user_id == user_id], user_id)


def changed(catalog: Catalog, record: MediaRecord, edit: Edit) -> Media:
    return catalog.edit(record.media.user_id, record.media.upload_id, record.etag, edit).media


def check(catalog: Catalog, stored: list[Media], user_id: object) -> None:
    checksums = [sha256_of(content) for content in CONTENTS]
    found = dict(catalog.find(user_id, list(map(str, checksums))))  # type: ignore[arg-type]  # a user's id
    assert found == {item.sha256: Holder(item.upload_id, item.trashed) for item in stored}
    assert catalog.usage(user_id) == Usage(len(stored), sum(item.size_bytes for item in stored))  # type: ignore[arg-type]  # a user's id


def test_the_order_of_the_answer_is_that_of_the_question() -> None:
    catalog = Catalog(in_memory_stores())
    items = [catalog.record(replace(upload, sha256=sha256_of(upload.upload_id))).media for upload in UPLOADS[:5]]
    asked = [str(item.sha256) for item in items[::-1]]
    missing = str(sha256_of("missing"))
    found = catalog.find(USERS[0], [missing, *asked, asked[0]])
    assert [str(checksum) for checksum, _ in found] == asked
