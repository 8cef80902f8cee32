from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from momento_ingest.application.ports.albums import AlbumChange, BulkChange
from momento_ingest.application.ports.catalog import MediaChange, TagChanges
from momento_ingest.domain.errors import Conflict
from momento_ingest.domain.identifiers import AlbumId, UploadId

from tests.fakes.ingest.albums import MADE, album_item
from tests.fakes.ingest.catalog import media_item
from tests.fakes.ingest.web import assert_problem

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

ITEM = media_item()
ABSENT = "01m80gb91p692ex4de2zsjs4vz"
ALBUM = album_item()
ALBUMS = "/api/v1/albums"
PATH = f"{ALBUMS}/{ALBUM.album_id}"
BULK = "/api/v1/media/bulk"


@pytest.fixture(autouse=True)
def _ada_has_an_album(world: World) -> None:
    world.catalog.items[ITEM.upload_id] = ITEM
    world.albums.items = [ITEM]
    world.albums.kept[ALBUM.album_id] = ALBUM


async def test_an_album_that_was_made_is_shown_with_its_address_and_version(ada: httpx.AsyncClient) -> None:
    made = await ada.post(ALBUMS, json={"title": "Rome", "description": "Two\nlines"})
    album_id = made.json()["albumId"]
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert made.headers["location"] == f"{ALBUMS}/{album_id}"
    assert made.json() == {
        "albumId": album_id,
        "title": "Rome",
        "description": "Two\nlines",
        "mediaCount": 0,
        "createdAt": "2026-03-01T12:00:00Z",
        "updatedAt": "2026-03-01T12:00:00Z",
        "etag": "1",
    }
    assert (await ada.get(f"{ALBUMS}/{album_id}")).json() == made.json()


async def test_an_album_with_items_shows_its_cover(ada: httpx.AsyncClient, world: World) -> None:
    world.albums.kept[ALBUM.album_id] = replace(ALBUM, cover=ITEM, media_count=1, archived_at=MADE)
    shown = (await ada.get(PATH)).json()
    assert (shown["mediaCount"], shown["archivedAt"]) == (1, "2026-03-01T12:00:00Z")
    assert shown["cover"]["uploadId"] == ITEM.upload_id


@pytest.mark.parametrize("album_id", [ABSENT, "x", "01M80GB91P692EX4DE2ZSJS4VZ"])
async def test_an_album_that_is_not_there_is_not_found_whatever_its_id(ada: httpx.AsyncClient, album_id: str) -> None:
    assert_problem(await ada.get(f"{ALBUMS}/{album_id}"), 404, "ALBUM_NOT_FOUND")
    assert_problem(await ada.get(f"{ALBUMS}/{album_id}/media"), 404, "ALBUM_NOT_FOUND")


async def test_albums_are_listed_with_a_cursor_to_more(ada: httpx.AsyncClient, world: World) -> None:
    world.albums.next_cursor = "more"
    page = await ada.get(ALBUMS, params={"archived": "false", "cursor": "here", "limit": 7})
    assert [album["albumId"] for album in page.json()["items"]] == [ALBUM.album_id]
    assert page.json()["nextCursor"] == "more"
    assert world.albums.asked == [(False, "here", 7)]


async def test_only_what_the_body_names_is_changed(ada: httpx.AsyncClient, world: World) -> None:
    changes: list[tuple[dict[str, Any], AlbumChange]] = [
        ({"title": "Rome"}, AlbumChange(title="Rome")),
        ({"coverUploadId": ""}, AlbumChange(cover="")),
        ({"description": "", "archived": True}, AlbumChange(description="", archived=True)),
    ]
    for body, expected in changes:
        etag = world.albums.kept[ALBUM.album_id].etag
        answer = await ada.patch(PATH, json=body, headers={"If-Match": f'"{etag}"'})
        assert answer.status_code == 200
        assert world.albums.asked[-1] == expected


async def test_an_edit_without_or_with_an_old_version_is_refused(ada: httpx.AsyncClient) -> None:
    assert_problem(await ada.patch(PATH, json={"title": "Rome"}), 428, "IF_MATCH_MISSING")
    late = await ada.patch(PATH, json={"title": "Rome"}, headers={"If-Match": "old"})
    assert_problem(late, 412, "ETAG_MISMATCH")
    assert_problem(await ada.patch(PATH, json={}, headers={"If-Match": "1"}), 400, "CHANGE_EMPTY")


async def test_the_items_of_an_album_are_a_page_like_others(ada: httpx.AsyncClient) -> None:
    page = (await ada.get(f"{PATH}/media")).json()
    assert [item["uploadId"] for item in page["items"]] == [ITEM.upload_id]


@pytest.mark.parametrize(
    ("place", "asked"),
    [({}, (None, False)), ({"beginning": True}, (None, True)), ({"after": ABSENT}, (UploadId(ABSENT), False))],
)
async def test_items_are_put_where_the_body_says(
    ada: httpx.AsyncClient, world: World, place: dict[str, Any], asked: tuple[UploadId | None, bool]
) -> None:
    answer = await ada.post(f"{PATH}/media", json={"uploadIds": [ITEM.upload_id, ABSENT], **place})
    assert answer.status_code == 200
    assert answer.json() == {
        "done": 1,
        "items": [
            {"uploadId": ITEM.upload_id, "done": True, "etag": "2"},
            {"uploadId": ABSENT, "done": False, "code": "MEDIA_NOT_FOUND", "detail": "There is no such item."},
        ],
    }
    assert world.albums.asked == [asked]


async def test_there_is_one_place_alone(ada: httpx.AsyncClient) -> None:
    body = {"uploadIds": [ITEM.upload_id], "after": ABSENT, "beginning": True}
    assert_problem(await ada.post(f"{PATH}/media", json=body), 400, "PLACE_INVALID")


async def test_many_items_are_changed_as_the_body_says(ada: httpx.AsyncClient, world: World) -> None:
    body = {
        "uploadIds": [ITEM.upload_id],
        "addTags": ["lake"],
        "removeTags": ["sea"],
        "rejectTags": ["cat"],
        "favorite": False,
        "trashed": True,
        "addToAlbum": ALBUM.album_id,
        "removeFromAlbum": ABSENT,
    }
    assert (await ada.post(BULK, json=body)).json()["done"] == 1
    tags = TagChanges(add=("lake",), reject=("cat",), remove=("sea",))
    joined, left = AlbumId(ALBUM.album_id), AlbumId(ABSENT)
    assert world.albums.asked == [BulkChange(tags, favorite=False, trashed=True, join=joined, leave=left)]


async def test_what_the_body_leaves_out_stays(ada: httpx.AsyncClient, world: World) -> None:
    await ada.post(BULK, json={"uploadIds": [ITEM.upload_id], "favorite": True})
    assert world.albums.asked == [BulkChange(favorite=True)]


@pytest.mark.parametrize("count", [0, 501])
async def test_one_to_five_hundred_items_are_named(ada: httpx.AsyncClient, world: World, count: int) -> None:
    body = {"uploadIds": [ITEM.upload_id] * count, "favorite": True}
    assert_problem(await ada.post(BULK, json=body), 400, "INPUT_INVALID")
    assert world.albums.asked == []


async def test_what_is_no_id_or_changes_nothing_is_refused(ada: httpx.AsyncClient) -> None:
    assert_problem(await ada.post(BULK, json={"uploadIds": ["x"], "favorite": True}), 400, "INPUT_INVALID")
    assert_problem(await ada.post(BULK, json={"uploadIds": [ITEM.upload_id]}), 400, "CHANGE_EMPTY")
    body = {"uploadIds": [ITEM.upload_id], "addToAlbum": "x"}
    assert_problem(await ada.post(BULK, json=body), 404, "ALBUM_NOT_FOUND")


async def test_single_tags_are_changed_beside_the_whole_list(ada: httpx.AsyncClient, world: World) -> None:
    path = f"/api/v1/media/{ITEM.upload_id}"
    body = {"tags": {"accept": ["lake"], "reject": ["cat"]}}
    assert (await ada.patch(path, json=body, headers={"If-Match": "1"})).status_code == 200
    assert world.catalog.changes == [MediaChange(tags=TagChanges(accept=("lake",), reject=("cat",)))]


async def test_nobody_reaches_albums_without_a_token(stranger: httpx.AsyncClient) -> None:
    for method, path in (("GET", ALBUMS), ("POST", ALBUMS), ("GET", PATH), ("GET", f"{PATH}/media"), ("POST", BULK)):
        body = None if method == "GET" else {"title": "x", "uploadIds": [ITEM.upload_id], "favorite": True}
        assert (await stranger.request(method, path, json=body)).status_code in {400, 401}


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("create", ALBUMS, {"title": "Rome"}, "TOO_MANY_ALBUMS"),
        ("arrange", f"{PATH}/media", {"uploadIds": [ITEM.upload_id]}, "ALBUM_FULL"),
        ("change_each", BULK, {"uploadIds": [ITEM.upload_id], "addToAlbum": ALBUM.album_id}, "ALBUM_FULL"),
    ],
)
async def test_a_limit_is_a_conflict_in_the_catalogs_own_words(  # a row of the table
    ada: httpx.AsyncClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    body: dict[str, Any],
    code: str,
) -> None:
    async def full(*_: Any, **__: Any) -> None:
        raise Conflict(code, "At most so many; make another one.")

    monkeypatch.setattr(world.albums, method, full)
    answer = await ada.post(path, json=body)
    assert_problem(answer, 409, code)
    assert answer.json()["detail"] == "At most so many; make another one."
