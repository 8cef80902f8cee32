from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from tests.fakes.ingest.web import FORM, application, assert_problem, conversation

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

LIMITS = "/api/v1/limits"


async def asked(
    world: World, *headers: tuple[bytes, bytes], path: str = LIMITS, raw_path: bytes | None = None, version: str = "1.1"
) -> int:
    """The status of a request as a server hands it on."""
    reported: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        reported.append(message)

    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": version,
        "method": "GET",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode() if raw_path is None else raw_path,
        "root_path": "",
        "query_string": b"",
        "headers": list(headers),
        "client": ("192.0.2.1", 50000),
        "server": ("momento.example", 443),
        "state": {},
        "extensions": {},
    }
    await application(world)(scope, receive, send)
    return int(reported[0]["status"])


HOST = (b"host", b"momento.example")


@pytest.mark.parametrize(
    ("version", "hosts", "status"),
    [
        ("1.1", 1, 200),
        ("1.1", 0, 400),
        ("1.1", 2, 400),
        ("1.0", 0, 200),
        ("1.0", 2, 400),
        ("2", 0, 200),
        ("2", 1, 200),
        ("2", 2, 400),
    ],
)
async def test_a_request_has_one_host(world: World, version: str, hosts: int, status: int) -> None:
    assert await asked(world, *[HOST] * hosts, version=version) == status


async def test_an_empty_host_is_none(world: World) -> None:
    assert await asked(world, (b"host", b" ")) == 400


@pytest.mark.parametrize(
    "path",
    [
        "//api/v1/limits",
        "/api//v1/limits",
        "/api/v1//limits",
        "/api/v1/limits//",
        "/api/./v1/limits",
        "/api/v1/../v1/limits",
        "/./api/v1/limits",
        "/api/v1/limits/.",
        "/api/v1/limits/..",
        "/api/%2e/v1/limits",
        "/api/v1/%2E%2e/v1/limits",
        "/api%2fv1/limits",
        "/api/v1%2Flimits",
        "/api/v1%5climits",
        "/api\\v1/limits",
        "/api/v1/limits%00",
    ],
)
async def test_an_address_that_could_be_read_in_two_ways_is_no_route(world: World, path: str) -> None:
    assert await asked(world, HOST, path=unquote(path), raw_path=path.encode()) == 404


async def test_the_refusal_of_an_address_is_a_problem(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("https://momento.example//api/v1/limits")
    assert_problem(answer, 404, "ROUTE_UNKNOWN")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api/v1/limits", "/api/v1/media/..a", "/api/v1/media/a..b", "/api/v1/media/...."])
async def test_dots_in_names_are_no_dot_segments(world: World, path: str) -> None:
    assert await asked(world, HOST, path=path) in {200, 401}


@pytest.mark.parametrize(
    ("path", "content_type"),
    [("/api/v1/media", FORM), ("/api/v1/session", "application/json"), ("/api/v1/accounts", "application/json")],
)
async def test_a_body_that_does_not_come_to_its_end_is_the_senders_fault(
    world: World, token: str, path: str, content_type: str
) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type}
    assert (await conversation(world, path, headers, b"{"))[-1] == "answered 400"


async def test_a_piece_of_an_upload_that_breaks_off_is_kept_as_far_as_it_came(world: World, token: str) -> None:
    headers = {
        "Authorization": f"Bearer {token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "9",
        "Upload-Metadata": "filename bGFrZS5qcGc=",
        "Content-Type": "application/offset+octet-stream",
    }
    story = await conversation(world, "/api/v1/uploads", headers, b"\xff\xd8\xff\xe0")
    assert story[-1] != "answered 500"
    assert list(map(len, world.spool.files.values())) == [4]
