from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.ports.catalog import MediaChange, MediaQuery
from momento_ingest.domain.errors import InvalidInput
from momento_ingest.domain.library.media_facts import Camera, Position
from momento_ingest.domain.library.media_item import ItemMatch
from momento_ingest.domain.uploads.policy import MediaKind

from tests.fakes.ingest.catalog import LINKS_END, media_item
from tests.fakes.ingest.links import ReadableLinks
from tests.fakes.ingest.web import assert_problem

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

ITEM = media_item()
PATH = f"/api/v1/media/{ITEM.upload_id}"
ABSENT = "/api/v1/media/01m80gb91p692ex4de2zsjs4vz"
TAKEN = datetime(2008, 10, 22, 16, 28, 39, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _ada_has_an_item(world: World) -> None:
    world.catalog.items[ITEM.upload_id] = ITEM


async def test_an_item_is_shown_with_its_version_and_links_that_a_browser_can_use(ada: httpx.AsyncClient) -> None:
    answer = await ada.get(PATH)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert answer.json() == {
        "uploadId": ITEM.upload_id,
        "fileName": "lake.jpg",
        "kind": "photo",
        "contentType": "image/jpeg",
        "bytes": 5,
        "sha256": "ab" * 32,
        "width": 640,
        "height": 480,
        "takenAt": "2008-10-22T16:28:39Z",
        "takenAtSource": "exif",
        "uploadedAt": "2026-03-01T12:00:00Z",
        "favorite": False,
        "tags": [{"name": "lake", "source": "model", "confidence": 0.75}],
        "thumbhash": "YJqGPQw7sFlslqhFafSE+Q==",
        "previews": {size: f"{PATH}/previews/{size}" for size in ("256", "1440")},
        "scan": {"engine": "ClamAV 1.4.3", "signatureVersion": "27000", "scannedAt": "2008-10-22T16:28:39Z"},
        "etag": "1",
    }


async def test_what_only_some_items_have_is_shown_where_it_is_there(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.items[ITEM.upload_id] = media_item(
        kind=MediaKind.VIDEO,
        duration_seconds=2.5,
        video_codec="h264",
        title="The lake",
        trashed_at=TAKEN,
        purge_at=TAKEN + timedelta(days=30),
        camera=Camera("Canon", "EOS 5D", "", 0.005, 2.8, 100, None),
        position=Position(47.5, -8.25),
        scan=None,
    )
    shown = (await ada.get(PATH)).json()
    assert (shown["durationSeconds"], shown["videoCodec"], shown["title"]) == (2.5, "h264", "The lake")
    assert (shown["trashedAt"], shown["purgeAt"]) == ("2008-10-22T16:28:39Z", "2008-11-21T16:28:39Z")
    expected = {"make": "Canon", "model": "EOS 5D", "exposureSeconds": 0.005, "fNumber": 2.8, "iso": 100}
    assert shown["camera"] == expected
    assert shown["position"] == {"latitude": 47.5, "longitude": -8.25}
    assert "scan" not in shown


@pytest.mark.parametrize(
    "upload_id", ["01m80gb91p692ex4de2zsjs4vz", "x", "%00", "..%2f..", "01M80GB91P692EX4DE2ZSJS4VZ"]
)
async def test_an_item_that_is_not_there_is_not_found_whatever_its_id(ada: httpx.AsyncClient, upload_id: str) -> None:
    answer = await ada.get(f"/api/v1/media/{upload_id}")
    assert_problem(answer, 404, answer.json()["code"])
    assert answer.json()["code"] in {"MEDIA_NOT_FOUND", "ROUTE_UNKNOWN"}


async def test_the_users_own_token_is_what_the_catalog_gets(ada: httpx.AsyncClient, world: World, token: str) -> None:
    for path in ("/api/v1/media", PATH, f"{PATH}/download", "/api/v1/timeline"):
        await ada.get(path)
    assert set(world.catalog.tokens) == {token}


async def test_items_are_listed_with_where_the_next_ones_begin(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.next_cursor = "opaque"
    page = (await ada.get("/api/v1/media")).json()
    assert [item["uploadId"] for item in page["items"]] == [ITEM.upload_id]
    assert page["nextCursor"] == "opaque"


async def test_the_last_page_has_no_cursor(ada: httpx.AsyncClient) -> None:
    assert "nextCursor" not in (await ada.get("/api/v1/media")).json()


async def test_without_parameters_the_newest_fifty_are_asked_for(ada: httpx.AsyncClient, world: World) -> None:
    await ada.get("/api/v1/media")
    assert world.catalog.queries == [MediaQuery(limit=50)]


async def test_every_parameter_reaches_the_query(ada: httpx.AsyncClient, world: World) -> None:
    path = "/api/v1/media?q=l%C3%A4ke*&type=video&tag=boat&tag=new%20york&trashed=true&cursor=abc&limit=7&explain=true"
    assert (await ada.get(path)).status_code == 200
    expected = MediaQuery(
        "läke*", MediaKind.VIDEO, ("boat", "new york"), trashed=True, cursor="abc", limit=7, explain=True
    )
    assert world.catalog.queries == [expected]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2008-10-22", datetime(2008, 10, 22, tzinfo=UTC)),
        ("2008-10-22T16:28:39Z", TAKEN),
        ("2008-10-22T18:28:39+02:00", TAKEN),
        ("2008-10-22T16:28:39.500Z", TAKEN + timedelta(milliseconds=500)),
    ],
)
async def test_from_is_a_day_or_a_moment(ada: httpx.AsyncClient, world: World, text: str, moment: datetime) -> None:
    await ada.get("/api/v1/media", params={"from": text})
    assert world.catalog.queries[0].taken_from == moment
    assert world.catalog.queries[0].taken_until is None


async def test_to_includes_the_day_that_it_names_and_not_the_moment(ada: httpx.AsyncClient, world: World) -> None:
    await ada.get("/api/v1/media", params={"to": "2008-10-22"})
    await ada.get("/api/v1/media", params={"to": "2008-10-22T16:28:39Z"})
    untils = [query.taken_until for query in world.catalog.queries]
    assert untils == [datetime(2008, 10, 23, tzinfo=UTC), TAKEN]


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2008-13-01",
        "2008-02-30",
        "22.10.2008",
        "2008-10-22T16:28:39",
        "2008-10-22T25:00:00Z",
        "2008-10-22T16:28:39 Europe/Berlin",
        "0001-01-01T00:00:00+23:00",
        "9999-12-31T23:59:59-23:00",
        "1224692919",
        "2008-10-2\u0662",
        "x" * 5000,
    ],
)
async def test_a_date_that_is_none_is_refused(ada: httpx.AsyncClient, world: World, name: str, text: str) -> None:
    answer = await ada.get("/api/v1/media", params={name: text})
    assert_problem(answer, 400, "DATE_INVALID")
    assert f"`{name}`" in answer.json()["detail"]
    assert world.catalog.queries == []


async def test_the_day_after_the_last_one_cannot_be_meant(ada: httpx.AsyncClient) -> None:
    assert_problem(await ada.get("/api/v1/media", params={"to": "9999-12-31"}), 400, "DATE_INVALID")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=many",
        "type=sound",
        "trashed=perhaps",
        "q=" + "x" * 501,
        "cursor=" + "x" * 2001,
        "&".join(f"tag={number}" for number in range(21)),
    ],
)
async def test_a_parameter_out_of_its_bounds_is_refused(ada: httpx.AsyncClient, world: World, query: str) -> None:
    assert_problem(await ada.get(f"/api/v1/media?{query}"), 400, "INPUT_INVALID")
    assert world.catalog.queries == []


async def test_what_the_catalog_refuses_is_passed_on(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.failure = InvalidInput("PAGE_TOKEN_INVALID", "The cursor belongs to another list.")
    assert_problem(await ada.get("/api/v1/media?cursor=x"), 400, "PAGE_TOKEN_INVALID")


async def test_a_mistake_in_a_search_is_told_with_its_place(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.failure = InvalidInput("QUERY_INVALID", "tga: is no filter.", position=5)
    answer = await ada.get("/api/v1/media?q=sea%20tga:dog")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["position"]) == ("QUERY_INVALID", 5)


async def test_an_item_says_why_it_was_found(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.items[ITEM.upload_id] = replace(ITEM, matched=(ItemMatch("puppy", "tag", "dog"),))
    (found,) = (await ada.get("/api/v1/media?q=puppy&explain=true")).json()["items"]
    assert found["matched"] == [{"term": "puppy", "by": "tag", "value": "dog"}]


async def test_an_edit_of_the_newest_version_gives_the_next_one(ada: httpx.AsyncClient, world: World) -> None:
    answer = await ada.patch(PATH, json={"title": "The lake"}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1+"')
    assert answer.json()["title"] == "The lake"
    assert world.catalog.changes == [MediaChange(title="The lake")]


@pytest.mark.parametrize(
    ("body", "change"),
    [
        ({"title": ""}, MediaChange(title="")),
        ({"tags": []}, MediaChange(tags=())),
        ({"tags": ["a", "b"]}, MediaChange(tags=("a", "b"))),
        ({"favorite": False}, MediaChange(favorite=False)),
        ({"trashed": True, "favorite": True}, MediaChange(trashed=True, favorite=True)),
    ],
)
async def test_an_edit_changes_what_the_body_names_and_nothing_else(
    ada: httpx.AsyncClient, world: World, body: dict[str, object], change: MediaChange
) -> None:
    await ada.patch(PATH, json=body, headers={"If-Match": '"1"'})
    assert world.catalog.changes == [change]


async def test_an_edit_that_does_not_say_which_version_it_means_is_refused(
    ada: httpx.AsyncClient, world: World
) -> None:
    assert_problem(await ada.patch(PATH, json={"favorite": True}), 428, "IF_MATCH_MISSING")
    assert world.catalog.changes == []


@pytest.mark.parametrize("etag", ['"0"', "0", '""', "*", 'W/"1"', '"0", "1"'])
async def test_an_edit_of_another_version_is_refused(ada: httpx.AsyncClient, world: World, etag: str) -> None:
    answer = await ada.patch(PATH, json={"favorite": True}, headers={"If-Match": etag})
    assert_problem(answer, 412, "ETAG_MISMATCH")
    assert world.catalog.changes == []


async def test_an_edit_that_changes_nothing_is_refused(ada: httpx.AsyncClient) -> None:
    assert_problem(await ada.patch(PATH, json={}, headers={"If-Match": '"1"'}), 400, "CHANGE_EMPTY")


@pytest.mark.parametrize(
    "body",
    [
        {"favorite": "yes"},
        {"favorite": None},
        {"tags": "a"},
        {"title": "x" * 1001},
        {"tags": ["a"] * 201},
        {"bytes": 1},
        [],
        5,
    ],
)
async def test_an_edit_of_another_shape_is_refused(ada: httpx.AsyncClient, world: World, body: object) -> None:
    assert_problem(await ada.patch(PATH, json=body, headers={"If-Match": '"1"'}), 400, "INPUT_INVALID")
    assert world.catalog.changes == []


async def test_nothing_that_is_not_there_can_be_edited_or_linked(ada: httpx.AsyncClient) -> None:
    edit = await ada.patch(ABSENT, json={"favorite": True}, headers={"If-Match": '"1"'})
    assert_problem(edit, 404, "MEDIA_NOT_FOUND")
    assert_problem(await ada.get(f"{ABSENT}/download"), 404, "MEDIA_NOT_FOUND")


@pytest.mark.parametrize(("query", "kind"), [("", "attachment"), ("?disposition=inline", "inline")])
async def test_a_link_to_the_original_says_when_it_stops_working(ada: httpx.AsyncClient, query: str, kind: str) -> None:
    answer = await ada.get(f"{PATH}/download{query}")
    url = ReadableLinks().publish(f"https://store.example/{ITEM.upload_id}?{kind}")
    assert (answer.status_code, answer.json()) == (200, {"url": url, "expiresAt": f"{LINKS_END:%Y-%m-%dT%H:%M:%SZ}"})


async def test_a_link_is_for_saving_or_for_showing_and_nothing_else(ada: httpx.AsyncClient) -> None:
    assert_problem(await ada.get(f"{PATH}/download?disposition=inline%0d%0a"), 400, "INPUT_INVALID")


async def test_an_item_in_the_trash_is_purged_and_no_other(ada: httpx.AsyncClient, world: World) -> None:
    assert_problem(await ada.delete(PATH), 409, "NOT_IN_TRASH")
    world.catalog.items[ITEM.upload_id] = replace(ITEM, trashed_at=ITEM.uploaded_at)
    assert (await ada.delete(PATH)).status_code == 204
    for path in (PATH, ABSENT, "/api/v1/media/nonsense"):
        assert_problem(await ada.delete(path), 404, "MEDIA_NOT_FOUND")
