"""Speaks HTTP with the edge without a network."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx
from momento_ingest.adapters.inbound.http.app import create_routes, served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from litestar.types import ASGIApp

    from tests.fakes.ingest.world import World

BOUNDARY = "frontier"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
PROBLEM = "application/problem+json"


# Making the routes takes as long as many a test, and no test changes them.
_routes = cache(create_routes)


def application(world: World) -> ASGIApp:
    """The edge's own application over a world of fakes."""
    edge = world.edge()
    return served(_routes(edge.web_folder), edge)


@asynccontextmanager
async def browser(world: World, token: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the edge; with `token` it sends it each time."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    app: Any = application(world)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://momento.example", headers=headers) as client:
        yield client


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    """The answer is an RFC 9457 problem with a stable code and a sentence, and nothing else."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "code"}
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, "about:blank")
    assert problem["title"] == (httpx.codes.get_reason_phrase(status) or "Checksum Mismatch")
    assert problem["detail"].endswith(".")
    assert len(problem["detail"]) > len("There.")


def file_part(name: bytes = b"lake.jpg", content: bytes = b"bytes", field: bytes = b"file") -> bytes:
    """A part of a form that holds a file."""
    disposition = b'form-data; name="' + field + b'"; filename="' + name + b'"'
    return _part(disposition, b"image/jpeg", content)


def field_part(name: bytes, content: bytes) -> bytes:
    """A part of a form that holds a word."""
    return _part(b'form-data; name="' + name + b'"', b"text/plain", content)


def _part(disposition: bytes, media_type: bytes, content: bytes) -> bytes:
    headers = b"Content-Disposition: " + disposition + b"\r\nContent-Type: " + media_type
    return b"--" + BOUNDARY.encode() + b"\r\n" + headers + b"\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    """A whole form."""
    return b"".join(parts) + b"--" + BOUNDARY.encode() + b"--\r\n"


async def post_form(client: httpx.AsyncClient, *parts: bytes) -> httpx.Response:
    """Sends a form whose length is declared."""
    return await client.post("/api/v1/media", content=form(*parts), headers={"Content-Type": FORM})


async def in_pieces(content: bytes, size: int = 1) -> AsyncIterator[bytes]:
    """A body whose length is not declared."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def conversation(
    world: World, path: str, headers: Mapping[str, str], *bodies: bytes, breaks: bool = True
) -> list[str]:
    """What is received and sent, in order, when `bodies` are posted and the connection then breaks, or does not."""
    story: list[str] = []
    waiting = list(bodies)

    async def receive() -> dict[str, Any]:
        story.append("read")
        if not waiting:
            return {"type": "http.disconnect"}
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": breaks or bool(waiting)}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            story.append(f"answered {message['status']}")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (name.lower().encode(), value.encode()) for name, value in {"Host": "momento.example", **headers}.items()
        ],
        "client": ("192.0.2.1", 50000),
        "server": ("momento.example", 443),
        "state": {},
        "extensions": {},
    }
    await application(world)(scope, receive, send)  # type: ignore[arg-type]  # a scope as a server makes it
    return story
