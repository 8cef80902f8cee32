from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from momento_catalog.application.records.restore import RestoreMedia
from momento_catalog.domain.records.checksum import Holder
from momento_catalog.domain.usage.usage import Usage

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.samples import media, new_user_id
from tests.fakes.catalog.stored_uploads import InMemoryStoredUploads

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.media import Media


def test_what_the_tables_lack_is_recorded_and_what_they_have_is_left_alone() -> None:
    catalog, uploads = Catalog(in_memory_stores()), InMemoryStoredUploads()
    items = [media(user_id) for user_id in (new_user_id(), new_user_id()) for _ in range(120)]
    for item in items:
        uploads.add(item)
    known = [catalog.record(item) for item in items[::3]]
    broken = media(items[0].user_id)
    uploads.add_unreadable(broken)
    report = RestoreMedia(uploads, catalog.stores.records, catalog.record)()
    assert (report.there, report.mended, report.duplicate) == (len(known), len(items) - len(known), 0)
    assert report.unreadable == [f"the copy of {broken.upload_id}"]
    assert all(catalog.get(item.user_id, item.upload_id).media == item for item in items)
    assert all(catalog.get(record.media.user_id, record.media.upload_id) == record for record in known)


def test_an_upload_that_is_discarded_at_this_moment_counts_as_purged_and_stops_nothing() -> None:
    catalog = Catalog(in_memory_stores())
    discarded, kept = (media(new_user_id()) for _ in range(2))

    class DiscardedWhenRead(InMemoryStoredUploads):
        def read(self, user_id: UserId, upload_id: UploadId) -> Media:
            if upload_id == discarded.upload_id:
                catalog.discard(user_id, upload_id, ())
            return super().read(user_id, upload_id)

    uploads = DiscardedWhenRead()
    uploads.add(discarded)
    uploads.add(kept)

    report = RestoreMedia(uploads, catalog.stores.records, catalog.record)()
    assert (report.mended, report.purged, report.unreadable) == (1, 1, [])


def test_only_what_was_stored_since_a_moment_is_looked_at() -> None:
    catalog, uploads = Catalog(in_memory_stores()), InMemoryStoredUploads()
    user_id = new_user_id()
    old, new = (media(user_id, uploaded_at=datetime(year, 1, 1, tzinfo=UTC)) for year in (2020, 2025))
    uploads.add(old)
    uploads.add(new)
    report = RestoreMedia(uploads, catalog.stores.records, catalog.record)(datetime(2024, 1, 1, tzinfo=UTC))
    assert (report.there, report.mended, report.unreadable) == (0, 1, [])
    assert catalog.stores.records.get(user_id, old.upload_id) is None


def test_two_copies_of_the_same_bytes_become_one_item_with_its_checksum_and_usage() -> None:
    catalog, uploads = Catalog(in_memory_stores()), InMemoryStoredUploads()
    first = media(new_user_id())
    second = media(first.user_id, sha256=first.sha256)
    for item in (first, second):
        uploads.add(item)
    for counts in ((0, 1, 1), (1, 0, 1)):
        report = RestoreMedia(uploads, catalog.stores.records, catalog.record)()
        assert (report.there, report.mended, report.duplicate) == counts
        assert report.unreadable == []
    assert catalog.find(first.user_id, [str(first.sha256)]) == [
        (first.sha256, Holder(first.upload_id, trashed=False)),
    ]
    assert catalog.usage(first.user_id) == Usage(1, first.size_bytes)
