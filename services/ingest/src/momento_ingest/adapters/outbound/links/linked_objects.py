"""The bytes behind sealed links, streamed from S3 with the right that the link itself carries."""

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
    from collections.abc import AsyncIterator, Callable

    from momento_ingest.adapters.outbound.links.sealed_links import LinkTarget, SealedLinks
    from momento_ingest.application.ended_sessions import EndedSessions
    from momento_ingest.application.ports.links import Wanted

OPEN_AT_ONCE: Final = 80
"""Objects; each keeps a connection to the store for as long as its reader takes, and readers may take long."""
PATIENCE_SECONDS: Final = 10.0
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


class SealedLinkedObjects:
    """Opens sealed links, as long as the session on whose word they were made stands.

    Connections to the store are shared between the owners of what is read: whoever opens a hundred films and reads none
    of them takes the pictures from nobody else's page.
    """

    def __init__(
        self, links: SealedLinks, client: httpx.AsyncClient, ended: EndedSessions, now: Callable[[], datetime]
    ) -> None:
        self._links = links
        self._client = client
        self._ended = ended
        self._now = now
        self._turns: FairTurns[str] = FairTurns(OPEN_AT_ONCE, PATIENCE_SECONDS, _busy)

    async def open(self, sealed: str, wanted: Wanted) -> LinkedObject:
        """See the port."""
        target = self._links.unseal(sealed)
        if target is None:
            raise NotFound("LINK_UNKNOWN", "This link was altered or is not one of ours; ask for a new one.")
        if await self._ended.includes(target.session_id):
            raise _ended()
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._turns.turn(_owner_of(target)))
            response = await self._matching(target.url, wanted)
            stack.push_async_callback(response.aclose)
            headers = {name: response.headers[name] for name in _PASSED_ON if name in response.headers}
            seconds = _remaining_seconds(target.url, self._now())
            if response.status_code == HTTPStatus.OK and _known(response, wanted.if_none_match):
                left = {name: value for name, value in headers.items() if name not in _OF_THE_BODY}
                return LinkedObject(HTTPStatus.NOT_MODIFIED, left, _nothing(), seconds)
            chunks = self._chunks(target, response, stack.pop_all())
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

    async def _chunks(self, target: LinkTarget, response: httpx.Response, held: AsyncExitStack) -> AsyncIterator[bytes]:
        """Nothing first, then the bytes; `held` is given back at the end."""
        async with held:
            yield b""
            async for chunk in response.aiter_raw(_CHUNK_BYTES):
                await self._check_still(target)
                yield chunk

    async def _check_still(self, target: LinkTarget) -> None:
        """Ends a download whose session has ended; while auth does not answer, what has begun goes on."""
        try:
            ended = await self._ended.includes(target.session_id)
        except Unavailable:
            return
        if ended:
            raise _ended()


def _owner_of(target: LinkTarget) -> str:
    found = _OWNER.search(target.url)
    return found[1] if found else target.session_id


def _busy() -> Unavailable:
    return Unavailable("LINKS_BUSY", "Too many files are being read just now; try again in a moment.")


def _ended() -> Forbidden:
    return Forbidden("LINK_EXPIRED", "This link has ended with the session that it was made for; ask for a new one.")


def _same(response: httpx.Response, if_range: str | None) -> bool:
    """Whether the object is the one that is meant; a weak validator names none (RFC 9110, section 13.1.5)."""
    return if_range is None or if_range in {response.headers.get("etag"), response.headers.get("last-modified")}


def _known(response: httpx.Response, if_none_match: str | None) -> bool:
    """Whether the client has the object already (RFC 9110, section 13.1.2: compared weakly)."""
    etag = response.headers.get("etag", "").removeprefix("W/")
    named = [it.strip().removeprefix("W/") for it in (if_none_match or "").split(",")]
    return named == ["*"] or (bool(etag) and etag in named)


def _remaining_seconds(url: str, now: datetime) -> int:
    """How long a presigned address is still good (AWS Signature Version 4, "query parameters"); 0 for any other."""
    query = httpx.URL(url).params
    try:
        signed_at = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        until = signed_at + timedelta(seconds=int(query["X-Amz-Expires"]))
    except (KeyError, ValueError):
        return 0
    return max(0, int((until - now).total_seconds()))


async def _nothing() -> AsyncIterator[bytes]:
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
        return NotFound("LINK_UNKNOWN", "What this link leads to is not there (any more).")
    return Unavailable("STORE_UNAVAILABLE", "The storage does not answer as it should; try again in a moment.")
