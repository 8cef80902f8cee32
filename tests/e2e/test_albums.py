"""Albums, tags and many items at once, as a person meets them; and many uploads at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from tests.e2e.storage import Storage
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_local.stack import Stack

    from tests.e2e.member import Member

AT_ONCE = 32
TIMEOUT_SECONDS = 120


def kept(member: Member, *seeds: int, tags: str = "") -> list[str]:
    return [member.keep(f"photo{seed}.png", png(seed), tags)["uploadId"] for seed in seeds]


def album(member: Member, title: str = "Italy") -> str:
    made = member.call("POST", "/albums", json={"title": title})
    assert made.status_code == 201, made.text
    album_id: str = made.json()["albumId"]
    return album_id


def shown(member: Member, album_id: str) -> list[str]:
    page = member.call("GET", f"/albums/{album_id}/media")
    assert page.status_code == 200, page.text
    return [item["uploadId"] for item in page.json()["items"]]


def bulk(member: Member, items: list[str], **changes: Any) -> list[str]:
    """What each item was answered: nothing, or a code."""
    answer = member.call("POST", "/media/bulk", json={"uploadIds": items, **changes})
    assert answer.status_code == 200, answer.text
    return [item.get("code", "") for item in answer.json()["items"]]


def facet(member: Member, **query: str) -> dict[str, int]:
    values = member.call("GET", "/facets", params=query).json()["values"]
    return {value["value"]: value["count"] for value in values}


def test_an_album_is_made_arranged_and_put_aside(member: Member) -> None:
    items, album_id = kept(member, 301, 302, 303), album(member)
    member.call("POST", f"/albums/{album_id}/media", json={"uploadIds": items})
    member.call("POST", f"/albums/{album_id}/media", json={"uploadIds": [items[2]], "beginning": True})
    order = [items[2], items[0], items[1]]
    assert shown(member, album_id) == order
    found = member.call("GET", f"/albums/{album_id}").json()
    assert (found["mediaCount"], found["cover"]["uploadId"]) == (3, items[2])
    assert bulk(member, [items[2]], trashed=True) == [""]
    assert shown(member, album_id) == order[1:]
    assert bulk(member, [items[2]], trashed=False) == [""]
    assert shown(member, album_id) == order
    headers = {"If-Match": found["etag"]}
    changed = member.call("PATCH", f"/albums/{album_id}", json={"archived": True}, headers=headers)
    assert changed.status_code == 200
    assert member.call("GET", "/albums").json()["items"] == []
    archived = member.call("GET", "/albums", params={"archived": True}).json()["items"]
    assert [it["albumId"] for it in archived] == [album_id]


def test_albums_of_another_user_are_not_there(new_member: Callable[[], Member]) -> None:
    owner, stranger = new_member(), new_member()
    album_id, items = album(owner), kept(owner, 304, 305, 306)
    assert bulk(owner, items, addToAlbum=album_id) == ["", "", ""]
    page = owner.call("GET", f"/albums/{album_id}/media", params={"limit": 1}).json()
    attempts = [
        stranger.call("GET", f"/albums/{album_id}"),
        stranger.call("GET", f"/albums/{album_id}/media"),
        stranger.call("PATCH", f"/albums/{album_id}", json={"title": "Mine"}, headers={"If-Match": "any"}),
        stranger.call("POST", f"/albums/{album_id}/media", json={"uploadIds": items}),
        stranger.call("POST", "/media/bulk", json={"uploadIds": items, "addToAlbum": album_id}),
    ]
    assert {(it.status_code, it.json()["code"]) for it in attempts} == {(404, "ALBUM_NOT_FOUND")}
    assert bulk(stranger, items, addTags=["mine"]) == ["MEDIA_NOT_FOUND"] * 3
    own = album(stranger)
    for path in (f"/albums/{own}/media", "/albums"):
        foreign = stranger.call("GET", path, params={"cursor": page["nextCursor"]})
        assert (foreign.status_code, foreign.json()["code"]) == (400, "PAGE_TOKEN_INVALID")
    assert stranger.call("GET", "/albums").json()["items"][0]["mediaCount"] == 0
    assert facet(owner, facet="tag", prefix="mine") == {}
    assert stranger.happened("access.denied")["reason"] == "MEDIA_NOT_FOUND"


def test_many_items_are_one_event_of_the_history(member: Member) -> None:
    items = kept(member, 307, 308, 309)
    assert bulk(member, items, addTags=["Summer"], favorite=True) == ["", "", ""]
    assert facet(member, facet="tag", prefix="SUM") == {"summer": 3}
    events = [event for event in member.activity(limit=100) if event["event"] == "media.edited"]
    assert [(event["mediaCount"], event["changed"]) for event in events] == [(3, ["tags", "favorite"])]


def test_a_rejected_tag_does_not_come_back(member: Member) -> None:
    item = member.keep("lake.png", png(310), "summer")
    changed = member.change(item, tags={"add": ["sea"], "reject": ["summer"]})
    assert "summer" not in {tag["name"] for tag in changed["tags"]}
    assert facet(member, facet="tag", prefix="s") == {"sea": 1}
    member.change(member.change(changed, trashed=True), trashed=False)
    assert member.listed(tag="summer") == []


def test_thirty_two_uploads_at_the_same_time_leave_every_count_right(
    stack: Stack, member: Member, storage: Storage
) -> None:
    def upload(seed: int) -> str:
        answer = member.send(f"shore{seed}.png", png(seed), "beach")
        assert answer.status_code == 201, answer.text
        upload_id: str = answer.json()["uploadId"]
        return upload_id

    with ThreadPoolExecutor(AT_ONCE) as threads:
        items = list(threads.map(upload, range(400, 400 + AT_ONCE)))
    assert sorted(member.listed(tag="beach", limit=200)) == sorted(items)
    assert facet(member, facet="tag", prefix="beach") == {"beach": AT_ONCE}
    assert facet(member, facet="kind") == {"photo": AT_ONCE}
    months = member.call("GET", "/timeline").json()["months"]
    assert sum(month["count"] for month in months) == AT_ONCE
    assert repaired(stack, member) == {"records": AT_ONCE}
    storage.dynamodb.update_item(
        TableName=storage.names["FacetCountsTableName"],
        Key={"userId": {"S": member.user_id}, "facetValue": {"S": "tag#beach"}},
        UpdateExpression="SET mediaCount = :wrong",
        ExpressionAttributeValues={":wrong": {"N": "7"}},
    )
    assert repaired(stack, member) == {"records": AT_ONCE, "counts": 1}
    assert facet(member, facet="tag", prefix="beach") == {"beach": AT_ONCE}


def repaired(stack: Stack, member: Member) -> dict[str, int]:
    """What the operator's command finds to do, besides nothing."""
    names = Storage(stack).names
    environment = {
        **os.environ,
        **stack.aws.endpoint.environment(stack.aws.root),
        "MOMENTO_BUCKET": names["BucketName"],
        "MOMENTO_MEDIA_TABLE": names["MediaTableName"],
        "MOMENTO_FACETS_TABLE": names["FacetsTableName"],
        "MOMENTO_FACET_COUNTS_TABLE": names["FacetCountsTableName"],
        "MOMENTO_ACTIVITY_TABLE": names["ActivityTableName"],
    }
    command = [sys.executable, "-m", "momento_catalog.repair", "--user", member.user_id]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)  # noqa: S603  # our own command
    assert done.returncode == 0, done.stderr
    numbers = (part.rsplit(" ", 1) for part in done.stdout.strip().split(", "))
    return {name: int(number) for name, number in numbers if number != "0"}
