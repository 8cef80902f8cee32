"""A new user puts photos and videos in, finds them, and gets them back."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import LINK_SECONDS
from tests.e2e.verdicts import MAX_SECONDS, edge_verdict, honoured_for
from tests.media.images import avif, gif, heic, jpeg, jpeg_with_gps, png, webp
from tests.media.videos import mkv, mov, mp4, webm

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage

FORMATS: dict[str, Callable[[], bytes]] = {
    "a.jpg": jpeg,
    "a.png": png,
    "a.webp": webp,
    "a.gif": gif,
    "a.heic": heic,
    "a.avif": avif,
    "a.mp4": mp4,
    "a.mov": mov,
    "a.webm": webm,
    "a.mkv": mkv,
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_comes_back_as_it_was_sent(member: Member, name: str) -> None:
    content = FORMATS[name]()
    item = member.keep(name, content)
    assert item["sha256"] == hashlib.sha256(content).hexdigest()
    assert member.download(item["uploadId"]) == content
    assert (item["width"], item["height"]) == (96, 64)
    assert item["scan"]["engine"].startswith("ClamAV")


def test_an_item_says_when_where_and_with_what_it_was_taken(member: Member) -> None:
    item = member.keep("garden.jpg", jpeg_with_gps())
    assert (item["takenAt"], item["takenAtSource"]) == ("2021-07-04T10:30:00Z", "exif_with_zone")
    assert item["camera"]["model"] == "Testcam 1"
    assert item["position"]["latitude"] == pytest.approx(52.52, abs=0.01)
    assert {"2021", "july", "momento testcam 1"} <= {tag["name"] for tag in item["tags"]}


def test_items_are_listed_newest_first_and_filtered_by_tag_kind_date_and_word(member: Member) -> None:
    old = member.keep("beach.jpg", jpeg_with_gps(taken="2010:05:01 10:00:00"), tags="Sea, Holiday")["uploadId"]
    new = member.keep("city.jpg", jpeg_with_gps(taken="2020:05:01 10:00:00"), tags="holiday")["uploadId"]
    film = member.keep("party.mp4", mp4())["uploadId"]
    assert member.listed() == [new, film, old]
    assert member.listed(tag="holiday") == [new, old]
    assert member.listed(tag=["holiday", "sea"]) == [old]
    assert member.listed(type="video") == [film]
    assert member.listed(**{"from": "2010-05-01", "to": "2010-05-01"}) == [old]
    assert member.listed(q="beach") == [old]
    assert member.listed(q="par*") == [film]
    assert member.listed(q="near:52.5,13.4,30km -tag:sea type:photo") == [new]
    assert member.listed(q="type:video | (taken:2010 -before:2010-05)") == [film, old]


def test_a_search_says_why_it_found_and_where_a_mistake_is(member: Member) -> None:
    kept = member.keep("beach.png", png(), tags="dog")["uploadId"]
    answer = member.call("GET", "/media", params={"q": "puppy beach", "explain": "true"}).json()
    (found,) = answer["items"]
    assert found["uploadId"] == kept
    assert found["matched"] == [
        {"term": "puppy", "by": "tag", "value": "dog"},
        {"term": "beach", "by": "filename", "value": "beach.png"},
    ]
    mistake = member.call("GET", "/media", params={"q": "beach tga:dog"})
    assert (mistake.status_code, mistake.json()["code"], mistake.json()["position"]) == (400, "QUERY_INVALID", 7)


def test_pages_follow_each_other_without_gap_or_repetition(member: Member) -> None:
    sent = {member.keep(f"{number}.png", png(20 + number))["uploadId"] for number in range(5)}
    first = member.call("GET", "/media", params={"limit": 2}).json()
    second = member.call("GET", "/media", params={"limit": 2, "cursor": first["nextCursor"]}).json()
    third = member.call("GET", "/media", params={"limit": 2, "cursor": second["nextCursor"]}).json()
    seen = [item["uploadId"] for page in (first, second, third) for item in page["items"]]
    assert sorted(seen) == sorted(sent)
    assert "nextCursor" not in third


def test_an_edit_needs_the_newest_etag_and_changes_what_is_found(member: Member) -> None:
    item = member.keep("tree.png", png(), tags="oak")
    path, change = f"/media/{item['uploadId']}", {"title": "The old tree", "tags": ["garden"], "favorite": True}
    edited = member.call("PATCH", path, json=change, headers={"If-Match": item["etag"]}).json()
    assert (edited["title"], edited["favorite"]) == ("The old tree", True)
    assert member.listed(tag="oak") == []
    assert member.listed(tag="garden") == [item["uploadId"]]
    again = member.call("PATCH", path, json={"title": "x"}, headers={"If-Match": item["etag"]})
    assert (again.status_code, again.json()["code"]) == (412, "ETAG_MISMATCH")


def test_what_is_in_the_trash_is_listed_there_and_nowhere_else_until_it_is_restored(member: Member) -> None:
    item = member.keep("mistake.png", png())
    path = f"/media/{item['uploadId']}"
    trashed = member.call("PATCH", path, json={"trashed": True}, headers={"If-Match": item["etag"]}).json()
    assert (member.listed(), member.listed(trashed="true")) == ([], [item["uploadId"]])
    member.call("PATCH", path, json={"trashed": False}, headers={"If-Match": trashed["etag"]})
    assert (member.listed(), member.listed(trashed="true")) == ([item["uploadId"]], [])


def test_months_and_facets_count_what_is_there(member: Member) -> None:
    member.keep("a.jpg", jpeg_with_gps(taken="2010:05:01 10:00:00"), tags="sea")
    member.keep("b.jpg", jpeg_with_gps(taken="2010:05:02 10:00:00"), tags="sea,sun")
    months = member.call("GET", "/timeline").json()["months"]
    assert months == [{"month": "2010-05", "count": 2}]
    values = member.call("GET", "/facets", params={"facet": "tag", "prefix": "s"}).json()["values"]
    assert {(value["value"], value["count"]) for value in values} >= {("sea", 2), ("sun", 1)}


def test_previews_are_small_pictures_without_metadata(member: Member) -> None:
    item = member.keep("big.jpg", jpeg(2000, 1000))
    for size, start in (("256", b"RIFF"), ("1440", b"\xff\xd8")):
        preview = member.client.get(item["previews"][size])
        assert preview.status_code == 200
        assert preview.content.startswith(start)
        assert (
            member.client.get(item["previews"][size], headers={"If-None-Match": preview.headers["etag"]}).status_code
            == 304
        )
        assert b"Exif" not in preview.content


def test_a_link_serves_ranges_and_pins_name_and_type(member: Member) -> None:
    item = member.keep("Größe.mp4", content := mp4())
    link = member.link(item["uploadId"])
    part = member.client.get(link, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(content)}"
    assert part.headers["content-type"] == "video/mp4"
    assert part.headers["content-disposition"].startswith("attachment;")
    assert "filename*=UTF-8''Gr%C3%B6%C3%9Fe.mp4" in part.headers["content-disposition"]


def test_a_link_is_refused_after_it_has_expired_and_when_it_was_altered(member: Member) -> None:
    item = member.keep("short.png", png())
    answer = member.call("GET", f"/media/{item['uploadId']}/download").json()
    assert member.client.get(answer["url"]).status_code == 200
    # Not the last character: some of its bits may stand for nothing.
    altered = answer["url"][:-9] + ("A" if answer["url"][-9] != "A" else "B") + answer["url"][-8:]
    assert member.client.get(altered).status_code == 404
    time.sleep(LINK_SECONDS + 1)  # only time itself makes a link expire
    expired = member.client.get(answer["url"])
    assert (expired.status_code, expired.json()["code"]) == (403, "LINK_EXPIRED")


def test_objects_lie_in_the_users_own_folders_encrypted(member: Member, storage: Storage) -> None:
    photo, film = member.keep("p.jpg", jpeg())["uploadId"], member.keep("v.mp4", mp4())["uploadId"]
    own = f"user-{member.user_id}"
    assert set(storage.keys(own)) == {
        f"{own}/photos/{photo}.jpg",
        f"{own}/videos/{film}.mp4",
        *(f"{own}/previews/{upload}/{name}" for upload in (photo, film) for name in ("256.webp", "1440.jpg")),
        *(f"{own}/records/{upload}.json" for upload in (photo, film)),
    }
    for key in storage.keys(own):
        head = storage.s3.head_object(Bucket=storage.names["BucketName"], Key=key)
        assert head["ServerSideEncryption"] == "AES256"


def test_a_lost_answer_to_a_renewal_is_given_again_and_any_other_reuse_ends_the_session(member: Member) -> None:
    cookie = "__Host-momento-refresh"
    used = member.client.cookies.get(cookie)
    guard = {"X-Momento-Request": "1"}
    renewed = member.client.post("/api/v1/session/refresh", headers=guard)
    assert renewed.status_code == 200
    newest = member.client.cookies.get(cookie)
    assert newest != used
    member.client.cookies.clear()
    spent = {**guard, "Cookie": f"{cookie}={used}"}
    assert member.client.post("/api/v1/session/refresh", headers=spent).status_code == 200
    assert member.client.cookies.get(cookie) == newest
    member.client.cookies.clear()
    assert member.client.post("/api/v1/session/refresh", headers=spent).status_code == 401
    ended = member.client.post("/api/v1/session/refresh", headers={**guard, "Cookie": f"{cookie}={newest}"})
    assert (ended.status_code, ended.json()["code"]) == (401, "SESSION_ENDED")


def test_after_signing_out_the_token_stops_working_within_seconds(member: Member) -> None:
    member.client.delete("/api/v1/session", headers={"X-Momento-Request": "1"})
    assert honoured_for(lambda: edge_verdict(member)) <= MAX_SECONDS
