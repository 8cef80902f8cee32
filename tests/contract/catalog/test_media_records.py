from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from momento_catalog.domain.records.facts import Camera, MediaFacts, MediaKind, Position, TakenAtSource
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.records.tags import Tag, TagName, TagSource

from tests.fakes.catalog.samples import media, model_tags, new_upload_id, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId

    from tests.fakes.catalog.catalog import Catalog

EVERYTHING = MediaFacts(
    kind=MediaKind.VIDEO,
    content_type="video/mp4",
    extension="mp4",
    width=1920,
    height=1080,
    duration_seconds=61.033,
    taken_at=datetime(1970, 1, 1, 0, 0, 0, 1000, tzinfo=UTC),
    taken_at_source=TakenAtSource.CONTAINER,
    taken_at_offset_minutes=-210,
    camera=Camera("Canon", "EOS 40D", "EF-S", 1 / 32000, 2.8, 100, 18.0),
    position=Position(-33.856784, 151.215297),
    video_codec="h264",
    thumbhash=bytes(range(25)),
)


def test_a_record_comes_back_as_it_was_stored(catalog: Catalog, user_id: UserId) -> None:
    tags = (*model_tags("cat"), Tag(TagName("sydney"), TagSource.PLACE))
    trashed_at = datetime(2026, 1, 1, tzinfo=UTC)
    video = media(
        user_id,
        facts=EVERYTHING,
        derived_tags=tags,
        tags=["größe", "b"],
        title="Ein Tag",
        favorite=True,
        trashed_at=trashed_at,
    )
    record = catalog.record(video)
    assert catalog.stores.records.get(user_id, video.upload_id) == record
    assert record.media == video


def test_a_record_with_hardly_anything_comes_back_too(catalog: Catalog, user_id: UserId) -> None:
    bare = media(user_id, facts=MediaFacts(MediaKind.PHOTO, "image/png", "png", 0, 0))
    assert catalog.stores.records.get(user_id, bare.upload_id) is None
    record = catalog.record(bare)
    assert catalog.stores.records.get(user_id, bare.upload_id) == record


def test_many_records_are_read_at_once_and_missing_ones_left_out(catalog: Catalog, user_id: UserId) -> None:
    items = [media(user_id) for _ in range(4)]
    for item in items:
        catalog.record(item)
    missing = [new_upload_id() for _ in range(220)]
    wanted = [items[0].upload_id, *missing, *(item.upload_id for item in items)]
    found = catalog.stores.records.get_many(user_id, wanted)
    assert {upload_id: record.media for upload_id, record in found.items()} == {item.upload_id: item for item in items}
    assert catalog.stores.records.get_many(user_id, []) == {}


def test_what_is_present_is_told_without_what_is_purged_missing_or_somebody_elses(
    catalog: Catalog, user_id: UserId
) -> None:
    kept, trashed, purged = items = [media(user_id) for _ in range(3)]
    foreign = media(new_user_id())
    for item in (*items, foreign):
        catalog.record(item)
    in_trash = [
        catalog.edit(user_id, it.upload_id, catalog.get(user_id, it.upload_id).etag, Edit(trashed=True))
        for it in (trashed, purged)
    ]
    # What has been begun counts: the objects of this one are not marked yet.
    catalog.purge.begin(in_trash[1])
    missing = [new_upload_id() for _ in range(120)]
    asked = [purged.upload_id, foreign.upload_id, *missing, kept.upload_id, kept.upload_id, trashed.upload_id]
    assert catalog.stores.records.present(user_id, asked) == {kept.upload_id, trashed.upload_id}


def test_another_users_record_is_not_found(catalog: Catalog, user_id: UserId) -> None:
    photo = media(user_id)
    catalog.record(photo)
    stranger = new_user_id()
    assert catalog.stores.records.get(stranger, photo.upload_id) is None
    assert catalog.stores.records.get_many(stranger, [photo.upload_id]) == {}


def test_records_are_read_in_the_order_of_their_ids_and_purged_ones_left_out(catalog: Catalog, user_id: UserId) -> None:
    recorded = [catalog.record(media(user_id)).media.upload_id for _ in range(7)]
    for upload_id in recorded[1:4]:
        trashed = catalog.edit(user_id, upload_id, catalog.get(user_id, upload_id).etag, Edit(trashed=True))
        if upload_id != recorded[1]:
            catalog.purge(user_id, trashed.media.upload_id)
    kept = sorted(set(recorded) - set(recorded[2:4]))
    first = catalog.stores.records.in_order(user_id, None, 3)
    rest = catalog.stores.records.in_order(user_id, first[-1].media.upload_id, 100)
    assert [record.media.upload_id for record in (*first, *rest)] == kept
    assert len(first) == 3
    assert list(catalog.stores.records.in_order(new_user_id(), None, 3)) == []
