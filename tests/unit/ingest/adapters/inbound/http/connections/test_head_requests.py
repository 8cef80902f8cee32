from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from momento_ingest.adapters.inbound.http.connections.head_requests import HeadRequests

from tests.fakes.ingest.catalog import media_item
from tests.fakes.ingest.links import ReadableLinks
from tests.fakes.ingest.web import assert_problem

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

ITEM = "01m80gb91p692ex4de2zsk0001"
URL = "https://store.example/lake"
LINK = ReadableLinks().publish(URL)


@pytest.fixture(autouse=True)
def _there_is_an_item(world: World) -> None:
    world.catalog.items[ITEM] = media_item(ITEM)
    world.linked_objects.objects[URL] = ("image/jpeg", bytes(1000))


@pytest.mark.parametrize(
    "path", ["/media", f"/media/{ITEM}", "/timeline", "/limits", "/status", "/account", "/activity", "/albums"]
)
async def test_head_tells_what_get_tells_without_the_body(ada: httpx.AsyncClient, path: str) -> None:
    got, reported = await ada.get(f"/api/v1{path}"), await ada.head(f"/api/v1{path}")
    assert (reported.status_code, reported.content) == (200, b"")
    assert reported.headers == got.headers


async def test_head_of_a_link_tells_the_length_and_reads_no_more_than_a_piece(stranger: httpx.AsyncClient) -> None:
    reported = await stranger.head(LINK)
    assert (reported.status_code, reported.content) == (200, b"")
    assert (reported.headers["content-length"], reported.headers["content-type"]) == ("1000", "image/jpeg")


async def test_head_is_refused_as_get_is(stranger: httpx.AsyncClient, ada: httpx.AsyncClient) -> None:
    assert (await stranger.head("/api/v1/media")).status_code == 401
    assert (await ada.head("/api/v1/none")).status_code == 404
    assert (await ada.head("/api/v1/media/bulk")).status_code in {404, 405}


async def test_head_of_an_archive_makes_none_and_uses_no_link_up(
    ada: httpx.AsyncClient, stranger: httpx.AsyncClient, world: World
) -> None:
    assert (await ada.head("/api/v1/export")).headers["content-type"] == "application/zip"
    assert (await stranger.head("/api/v1/export")).status_code == 401
    url = (await ada.post("/api/v1/export")).json()["url"]
    for _ in range(2):
        reported = await stranger.head(url)
        assert (reported.status_code, reported.headers["content-type"], reported.content) == (
            200,
            "application/zip",
            b"",
        )
    assert len(world.archive_orders.kept) == 1
    assert (await stranger.head("/api/v1/archives/none")).status_code == 404


async def test_405_names_head_where_there_is_get(ada: httpx.AsyncClient) -> None:
    answer = await ada.put("/api/v1/media")
    assert_problem(answer, 405, "METHOD_NOT_ALLOWED")
    assert {"GET", "HEAD"} <= set(answer.headers["allow"].split(", "))


async def test_an_answer_without_an_end_is_left_when_its_headers_are_sent() -> None:
    ended, reported = [], []

    async def endless(_: Any, __: Any, send: Any) -> None:
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            while True:
                await send({"type": "http.response.body", "body": b"more", "more_body": True})
        finally:
            ended.append(True)

    async def send(message: Any) -> None:
        reported.append(message)

    scope: Any = {"type": "http", "method": "HEAD", "path": "/api/v1/uploads/x/events"}
    await HeadRequests(endless)(scope, None, send)  # type: ignore[arg-type]  # nothing is received
    assert ended == [True]
    assert reported[1:] == [{"type": "http.response.body", "body": b"", "more_body": False}]
