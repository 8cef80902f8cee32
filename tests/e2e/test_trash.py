"""The trash: what is purged is gone for its owner, its objects are marked for S3, and only its record stays."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member
from tests.e2e.storage import Storage
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PURGE = [{"Key": "momento:purge", "Value": "true"}]
GONE = (404, "MEDIA_NOT_FOUND")
TIMEOUT_SECONDS = 60


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Stack]:
    """A Momento that keeps nothing in the trash."""
    with Stack(Settings(tmp_path, Ports.free(), chosen={"MOMENTO_CATALOG_TRASH_DAYS": "0"})) as running:
        yield running


def tags(storage: Storage, member: Member) -> dict[str, Any]:
    """The tags of every object of a user."""
    bucket = storage.names["BucketName"]
    return {
        key: storage.s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
        for key in storage.keys(f"user-{member.user_id}/")
    }


def answers(member: Member, upload_id: str) -> list[tuple[int, str]]:
    """What every way to an item says."""
    path = f"/media/{upload_id}"
    found = [
        member.call("GET", path),
        member.call("GET", f"{path}/download"),
        member.call("PATCH", path, json={"trashed": False}, headers={"If-Match": "any"}),
        member.call("DELETE", path),
    ]
    return [(answer.status_code, answer.json()["code"]) for answer in found]


def test_a_purged_item_is_gone_and_its_objects_are_marked(member: Member, storage: Storage) -> None:
    item, kept = member.keep("lake.png", png(101), tags="purged"), member.keep("sea.png", png(102))
    member.change(item, trashed=True)
    assert member.call("DELETE", f"/media/{item['uploadId']}").status_code == 204
    assert answers(member, item["uploadId"]) == [GONE] * 4
    assert member.listed() == [kept["uploadId"]]
    assert member.listed(trashed=True) == member.listed(tag="purged") == member.listed(q="lake") == []
    facets = member.call("GET", "/facets", params={"facet": "tag", "prefix": "purged"}).json()
    assert facets["values"] == []
    marked = tags(storage, member)
    assert len(marked) == 8
    assert marked == {key: PURGE if item["uploadId"] in key else [] for key in marked}


def test_the_record_and_the_history_of_a_purged_item_stay(member: Member, storage: Storage) -> None:
    item = member.keep("lake.png", png(103))
    member.change(item, trashed=True)
    member.call("DELETE", f"/media/{item['uploadId']}")
    key = {"userId": {"S": member.user_id}, "uploadId": {"S": item["uploadId"]}}
    record = storage.dynamodb.get_item(TableName=storage.names["MediaTableName"], Key=key)["Item"]
    assert "purgedAt" in record
    events = [event["event"] for event in member.activity() if event.get("uploadId") == item["uploadId"]]
    assert {"upload.accepted", "media.trashed", "media.purged"} <= set(events)


def test_the_same_file_may_come_again_after_a_purge(member: Member) -> None:
    item = member.keep("lake.png", png(104))
    member.change(item, trashed=True)
    member.call("DELETE", f"/media/{item['uploadId']}")
    asked = member.call("POST", "/media/check", json={"sha256": [item["sha256"]]})
    assert asked.json()["existing"] == []
    again = member.keep("lake.png", png(104))
    assert again["uploadId"] != item["uploadId"]
    assert member.download(again["uploadId"]) == png(104)


def test_only_what_is_in_the_own_trash_can_be_purged(new_member: Callable[[], Member], storage: Storage) -> None:
    owner, stranger = new_member(), new_member()
    item = owner.keep("lake.png", png(105))
    path = f"/media/{item['uploadId']}"
    refused = owner.call("DELETE", path)
    assert (refused.status_code, refused.json()["code"]) == (409, "NOT_IN_TRASH")
    owner.change(item, trashed=True)
    denied = stranger.call("DELETE", path)
    assert (denied.status_code, denied.json()["code"]) == GONE
    assert owner.listed(trashed=True) == [item["uploadId"]]
    assert not any(found for found in tags(storage, owner).values())


def test_what_was_in_the_trash_for_long_enough_is_purged_when_its_owner_comes(impatient: Stack) -> None:
    member = Member.registered(impatient, f"{secrets.token_hex(6)}@example.org")
    item, kept = member.keep("lake.png", png(106)), member.keep("sea.png", png(107))
    member.change(item, trashed=True)
    assert member.listed() == [kept["uploadId"]]
    purged = member.happened("media.purged", uploadId=item["uploadId"])
    assert purged["reason"] == "TRASH_DAYS_OVER"
    storage, ends = Storage(impatient), time.monotonic() + TIMEOUT_SECONDS
    while sum(found == PURGE for found in tags(storage, member).values()) < 4:
        assert time.monotonic() < ends
        time.sleep(0.1)
    assert member.listed(trashed=True) == []
    assert member.download(kept["uploadId"]) == png(107)
    member.close()
