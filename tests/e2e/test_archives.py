"""Carrying everything away, over the whole stack."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from tests.e2e.member import Member, make_api_key
from tests.media.images import png
from tests.media.videos import mp4

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


def opened(answer: httpx.Response) -> zipfile.ZipFile:
    assert answer.status_code == 200, answer.text
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


def test_everything_that_was_kept_comes_back_with_what_is_known_of_it(member: Member) -> None:
    photo, film = member.keep("Été.png", png(91), tags="lake"), member.keep("film.mp4", mp4())
    trashed = member.change(member.keep("old.png", png(92)), trashed=True)
    album = member.call("POST", "/albums", json={"title": "Italy"}).json()["albumId"]
    member.call("POST", f"/albums/{album}/media", json={"uploadIds": [film["uploadId"], photo["uploadId"]]})
    archive = opened(member.call("GET", "/export"))
    reported = json.loads(archive.read("momento.json"))
    files = {item["uploadId"]: item["file"] for item in reported["items"]}
    assert {file.rpartition("/")[2] for file in files.values()} == {"Été.png", "film.mp4", "old.png"}
    assert archive.read(files[photo["uploadId"]]) == png(91)
    assert archive.read(files[film["uploadId"]]) == mp4()
    assert files[trashed["uploadId"]].startswith("trash/20")
    assert [(it["title"], it["uploadIds"]) for it in reported["albums"]] == [
        ("Italy", [film["uploadId"], photo["uploadId"]])
    ]
    assert {"session.started", "export.granted", "upload.accepted"} <= {it["event"] for it in reported["activity"]}
    assert archive.comment == b"Complete: 3 files."


def test_an_export_survives_what_another_client_does_meanwhile(member: Member) -> None:
    contents = {member.keep(f"{number}.png", png(100 + number))["uploadId"]: png(100 + number) for number in range(8)}
    trashed, restored, edited, purged, *_ = contents
    for upload_id in (restored, purged):
        member.change(shown(member, upload_id), trashed=True)
    with member.client.stream("GET", member.call("POST", "/export").json()["url"]) as answer:
        pieces = answer.iter_raw(64)
        begun = next(pieces)
        member.change(shown(member, trashed), trashed=True)
        member.change(shown(member, restored), trashed=False)
        member.change(shown(member, edited), title="meanwhile", favorite=True)
        assert member.call("DELETE", f"/media/{purged}").status_code == 204
        member.keep("new.png", png(120))
        archive = zipfile.ZipFile(io.BytesIO(begun + b"".join(pieces)))
    assert archive.testzip() is None
    reported = {item["uploadId"]: item for item in json.loads(archive.read("momento.json"))["items"]}
    assert contents.keys() <= reported.keys()
    for upload_id, content in contents.items():
        if upload_id == purged and "file" not in reported[upload_id]:
            assert reported[upload_id]["problem"] in {"MEDIA_NOT_FOUND", "ORIGINAL_MISSING"}
        else:
            assert archive.read(reported[upload_id]["file"]) == content


def shown(member: Member, upload_id: str) -> dict[str, Any]:
    """An item as it is now."""
    item: dict[str, Any] = member.call("GET", f"/media/{upload_id}").json()
    return item


def test_a_link_gives_a_browser_what_was_chosen_once_and_without_a_token(
    member: Member, new_member: Callable[[], Member]
) -> None:
    items = [member.keep("a.png", png(93)), member.keep("A.png", png(94))]
    foreign = new_member().keep("theirs.png", png(95))
    chosen = {"uploadIds": [it["uploadId"] for it in [*items, foreign]]}
    url = member.call("POST", "/media/archive", json=chosen).json()["url"]
    archive = opened(member.client.get(url))
    assert archive.namelist() == ["a.png", "A (2).png", "momento.json"]
    reported = json.loads(archive.read("momento.json"))
    assert reported["items"][-1] == {"uploadId": foreign["uploadId"], "problem": "MEDIA_NOT_FOUND"}
    assert archive.comment.startswith(b"Incomplete")
    assert member.client.get(url).json()["code"] == "LINK_UNKNOWN"


def test_a_link_dies_with_the_key_that_asked_for_it(member: Member) -> None:
    made = make_api_key(member, "media:read")
    holder = Member(member.client, "", "", member.user_id, made["secret"])
    url = holder.call("POST", "/export").json()["url"]
    assert member.call("DELETE", f"/account/api-keys/{made['apiKey']['keyId']}").status_code == 204
    answer = member.client.get(url)
    assert (answer.status_code, answer.json()["code"]) == (401, "SESSION_ENDED")
