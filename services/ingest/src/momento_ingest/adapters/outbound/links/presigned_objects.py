"""Objects at presigned addresses, streamed from S3."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import httpx

from momento_ingest.application.fair_turns import FairTurns
from momento_ingest.application.ports.links import LinkedObject
from momento_ingest.domain.errors import Forbidden, NotFound, RangeNotSatisfiable, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from momento_ingest.application.ports.links import Wanted

OPEN_AT_ONCE: Final = 80
"""Objects; each keeps a connection to the store for as long as its reader takes, and readers may take long."""
TIMEOUT_SECONDS: Final = 10.0
_CHUNK_BYTES: Final = 256 * 1024
_OWNER: Final = re.compile(r"/(user-[^/]+)/")
"""In the key of an object."""
_PASSED_ON: Final = (
    "content-type",
    "content-length",
    "content-range",
    "content-disposition",
    "accept-ranges",
    "etag",
    "last-modified",
)
_SERVED: Final = frozenset({HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT})
_OF_THE_BODY: Final = frozenset({"content-length", "content-type", "content-range"})


class HttpPresignedObjects:
    """Implements the port `PresignedObjects`; users share the connections to the store fairly."""

    def __init__(self, client: httpx.AsyncClient, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self._turns: FairTurns[str] = FairTurns(OPEN_AT_ONCE, TIMEOUT_SECONDS, _busy)

    async def open(self, url: str, wanted: Wanted) -> LinkedObject:
        """See the port."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._turns.turn(_owner_of(url)))
            response = await self._matching(url, wanted)
            stack.push_async_callback(response.aclose)
            headers = {name: response.headers[name] for name in _PASSED_ON if name in response.headers}
            seconds = _remaining_seconds(url, self._now())
            if response.status_code == HTTPStatus.OK and wanted.knows(response.headers.get("etag", "")):
                left = {name: value for name, value in headers.items() if name not in _OF_THE_BODY}
                return LinkedObject(HTTPStatus.NOT_MODIFIED, left, _nothing(), seconds)
            chunks = _chunks(response, stack.pop_all())
        # Begun now: only what has begun gives its place back when nobody goes on with it (PEP 525).
        await anext(chunks)
        return LinkedObject(response.status_code, headers, chunks, seconds)

    async def _matching(self, url: str, wanted: Wanted) -> httpx.Response:
        response = await self._fetched(url, wanted.byte_range)
        if response.status_code == HTTPStatus.PARTIAL_CONTENT and not _same(response, wanted.if_range):
            # RFC 9110, section 13.1.5: parts of two files must not be put together.
            await response.aclose()
            response = await self._fetched(url, None)
        return response

    async def _fetched(self, url: str, byte_range: str | None) -> httpx.Response:
        """The answer of the store, whose body is still to be read."""
        # Without the first a compressed transfer would no longer match the length and the range.
        headers = {"Accept-Encoding": "identity"} | ({"Range": byte_range} if byte_range else {})
        try:
            response = await self._client.send(self._client.build_request("GET", url, headers=headers), stream=True)
        except httpx.HTTPError as error:
            raise Unavailable("STORE_UNAVAILABLE", "The storage does not answer; try again in a moment.") from error
        if response.status_code not in _SERVED:
            await response.aclose()
            raise _refusal(response)
        return response


async def _chunks(response: httpx.Response, held: AsyncExitStack) -> AsyncGenerator[bytes, None]:
    """Nothing first, then the bytes; `held` is given back at the end."""
    async with held:
        yield b""
        async for chunk in response.aiter_raw(_CHUNK_BYTES):
            yield chunk


def _owner_of(url: str) -> str:
    found = _OWNER.search(url)
    return found[1] if found else url


def _busy() -> Unavailable:
    return Unavailable("LINKS_BUSY", "Too many files are being read just now; try again in a moment.")


def _same(response: httpx.Response, if_range: str | None) -> bool:
    """Whether the object is the one that is meant; a weak validator names none (RFC 9110, section 13.1.5)."""
    return if_range is None or if_range in {response.headers.get("etag"), response.headers.get("last-modified")}


def _remaining_seconds(url: str, now: datetime) -> int:
    """How long a presigned address is still good (AWS Signature Version 4, "query parameters"); 0 for any other."""
    query = httpx.URL(url).params
    try:
        signed_at = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        until = signed_at + timedelta(seconds=int(query["X-Amz-Expires"]))
    except (KeyError, ValueError):
        return 0
    return max(0, int((until - now).total_seconds()))


async def _nothing() -> AsyncGenerator[bytes, None]:
    nothing: tuple[bytes, ...] = ()
    for chunk in nothing:
        yield chunk


def _refusal(response: httpx.Response) -> Exception:
    status = response.status_code
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        known = response.headers.get("content-range", "")
        sentence = "The file has no such range; ask for bytes that it has."
        return RangeNotSatisfiable("RANGE_NOT_SATISFIABLE", sentence, content_range=known)
    if status == HTTPStatus.FORBIDDEN:
        return Forbidden("LINK_EXPIRED", "This link has expired; ask for a new one.")
    if status == HTTPStatus.NOT_FOUND:
        return NotFound("LINK_UNKNOWN", "The target of this link does not exist.")
    return Unavailable("STORE_UNAVAILABLE", "The storage does not answer as it should; try again in a moment.")
