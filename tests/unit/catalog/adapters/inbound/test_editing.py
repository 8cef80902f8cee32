"""Items are edited, one or many at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2

from tests.fakes.catalog.samples import new_upload_id
from tests.unit.catalog.adapters.inbound.requests import edit

if TYPE_CHECKING:
    from tests.unit.catalog.adapters.inbound.client import Client


def test_an_edit_changes_what_its_mask_names(client: Client) -> None:
    media = client.record()
    first = client.call(
        "UpdateMedia", edit(media, "title", "favorite", title="Mine", favorite=True, trashed=True)
    ).media
    assert (first.title, first.favorite, first.HasField("trashed_at")) == ("Mine", True, False)
    second = client.call("UpdateMedia", edit(first, "user_tags", "trashed", user_tags=["dog"], trashed=True)).media
    assert (second.title, [tag.name for tag in second.tags]) == ("Mine", ["dog", "cat"])
    assert second.purge_at.ToDatetime() - second.trashed_at.ToDatetime() == timedelta(days=30)
    assert not first.HasField("purge_at")
    trash = client.call("ListMedia", catalog_pb2.ListMediaRequest(trashed=True))
    assert [found.upload_id for found in trash.media] == [media.upload_id]
    assert not client.call("ListMedia", catalog_pb2.ListMediaRequest()).media


def test_an_edit_that_makes_no_sense_is_refused(client: Client) -> None:
    media = client.record()
    assert client.refusal("UpdateMedia", edit(media)) == ("INVALID_ARGUMENT", "UPDATE_MASK_INVALID")
    assert client.refusal("UpdateMedia", edit(media, "sha256")) == ("INVALID_ARGUMENT", "UPDATE_MASK_INVALID")
    assert client.refusal("UpdateMedia", edit(media, "title", title="x" * 201)) == ("INVALID_ARGUMENT", "TITLE_INVALID")
    wrong_tag = edit(media, "user_tags", user_tags=["a#b"])
    assert client.refusal("UpdateMedia", wrong_tag) == ("INVALID_ARGUMENT", "TAG_INVALID")
    client.call("UpdateMedia", edit(media, "favorite", favorite=True))
    assert client.refusal("UpdateMedia", edit(media, "favorite")) == ("ABORTED", "ETAG_MISMATCH")


def test_single_tags_are_changed_beside_the_whole_list_but_not_with_it(client: Client) -> None:
    media = client.record()
    request = catalog_pb2.UpdateMediaRequest(
        upload_id=media.upload_id,
        etag=media.etag,
        tag_changes=catalog_pb2.TagChanges(accept=["Cat"], remove=["my garden"]),
    )
    request.update_mask.paths.append("tag_changes")
    edited = client.call("UpdateMedia", request).media
    assert [(tag.name, tag.source) for tag in edited.tags] == [("cat", media_pb2.TAG_SOURCE_USER)]
    request.update_mask.paths.append("user_tags")
    assert client.refusal("UpdateMedia", request) == ("INVALID_ARGUMENT", "UPDATE_MASK_INVALID")


def test_many_items_are_edited_each_by_itself_as_one_event(client: Client) -> None:
    items, absent = [client.record().upload_id for _ in range(2)], str(new_upload_id())
    changes = catalog_pb2.TagChanges(add=["Sea"], reject=["cat"])
    request = catalog_pb2.BulkUpdateMediaRequest(upload_ids=[*items, absent], tag_changes=changes, favorite=True)
    outcomes = client.call("BulkUpdateMedia", request).outcomes
    assert [it.reason for it in outcomes] == ["", "", "MEDIA_NOT_FOUND"]
    found = client.call("ListMedia", catalog_pb2.ListMediaRequest(tags=["sea"])).media
    assert {media.upload_id: (media.favorite, media.etag) for media in found} == {
        it.upload_id: (True, it.etag) for it in outcomes[:2]
    }
    assert {tag.name for media in found for tag in media.tags} == {"my garden", "sea"}
    events = client.call("ListActivity", catalog_pb2.ListActivityRequest()).events
    reported = {(event.event, event.changed, event.media_count) for event in events if event.event != "upload.accepted"}
    assert reported == {("media.edited", "own_tags,favorite", 2), ("access.denied", "", 0)}
