from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from momento_ingest.adapters.outbound.links.originals import HttpOriginals
from momento_ingest.domain.errors import NotFound, Unavailable

from tests.fakes.ingest.originals import InMemoryOriginals

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from momento_ingest.application.ports.originals import Originals

URL = "https://media.s3.example/user-01/photos/01.jpg?X-Amz-Signature=abc"
CONTENT = b"0123456789"


class Breaking(httpx.AsyncByteStream):
    """A body that breaks off after some bytes, and notes when its connection is given back."""

    def __init__(self, content: bytes, error: Exception | None = None) -> None:
        self._content = content
        self._error = error
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._content), 3):
            yield self._content[start : start + 3]
        if self._error is not None:
            raise self._error

    async def aclose(self) -> None:
        self.closed = True


def store(request: httpx.Request) -> httpx.Response:
    """Answers as S3 does."""
    if str(request.url) != URL:
        return httpx.Response(403, stream=Breaking(b"<Error/>"))
    assert request.headers["accept-encoding"] == "identity"
    if "range" not in request.headers:
        return httpx.Response(200, stream=Breaking(CONTENT))
    start = int(request.headers["range"].removeprefix("bytes=").removesuffix("-"))
    return httpx.Response(206, stream=Breaking(CONTENT[start:]))


def over_http(handler: Callable[[httpx.Request], httpx.Response]) -> HttpOriginals:
    return HttpOriginals(httpx.AsyncClient(transport=httpx.MockTransport(handler)))


@pytest.fixture(params=["memory", "http"])
def originals(request: pytest.FixtureRequest) -> Originals:
    return over_http(store) if request.param == "http" else InMemoryOriginals(objects={URL: CONTENT})


async def read(originals: Originals, url: str = URL, start: int = 0) -> bytes:
    return b"".join([piece async for piece in originals.read(url, start)])


@pytest.mark.parametrize("start", [0, 4, 9])
async def test_the_bytes_come_from_where_they_are_asked_for(originals: Originals, start: int) -> None:
    assert await read(originals, start=start) == CONTENT[start:]


async def test_what_is_not_there_is_not_found(originals: Originals) -> None:
    with pytest.raises(NotFound) as raised:
        await read(originals, url=URL + "x")
    assert raised.value.reason == "ORIGINAL_MISSING"


@pytest.mark.parametrize(("status", "start"), [(500, 0), (503, 0), (301, 0), (200, 4), (416, 4)])
async def test_any_other_answer_is_no_verdict_on_the_object(status: int, start: int) -> None:
    body = Breaking(b"<Error>internal words</Error>")
    with pytest.raises(Unavailable):
        await read(over_http(lambda _: httpx.Response(status, stream=body)), start=start)
    assert body.closed


async def test_a_connection_that_breaks_gives_what_came_and_then_says_so() -> None:
    body = Breaking(bytes(2**18), httpx.ReadError("cut"))
    pieces = over_http(lambda _: httpx.Response(200, stream=body)).read(URL, 0)
    assert await anext(pieces) == bytes(2**18)
    with pytest.raises(Unavailable):
        await anext(pieces)
    assert body.closed


async def test_a_connection_is_given_back_when_the_reader_stops_in_the_middle() -> None:
    body = Breaking(bytes(2**20))
    pieces = over_http(lambda _: httpx.Response(200, stream=body)).read(URL, 0)
    await anext(pieces)
    await pieces.aclose()
    assert body.closed
