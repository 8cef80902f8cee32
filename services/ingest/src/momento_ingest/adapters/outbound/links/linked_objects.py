"""The bytes behind sealed links, streamed from S3 with the right that the link itself carries."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import httpx

from momento_ingest.application.ports.links import LinkedObject
from momento_ingest.domain.errors import Forbidden, NotFound, RangeNotSatisfiable, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.adapters.outbound.links.sealed_links import SealedLinks

_CHUNK_BYTES: Final = 256 * 1024
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


class SealedLinkedObjects:
    """Opens sealed links."""

    def __init__(self, links: SealedLinks, client: httpx.AsyncClient) -> None:
        self._links = links
        self._client = client

    async def open(self, sealed: str, byte_range: str | None) -> LinkedObject:
        """See the port."""
        url = self._links.unseal(sealed)
        if url is None:
            raise NotFound("LINK_UNKNOWN", "This link was altered or is not one of ours; ask for a new one.")
        # Without this a compressed transfer would no longer match the length and the range.
        headers = {"Accept-Encoding": "identity"} | ({"Range": byte_range} if byte_range else {})
        try:
            response = await self._client.send(self._client.build_request("GET", url, headers=headers), stream=True)
        except httpx.HTTPError as error:
            raise Unavailable("STORE_UNAVAILABLE", "The storage does not answer; try again in a moment.") from error
        if response.status_code not in _SERVED:
            await response.aclose()
            raise _refusal(response)
        passed_on = {name: response.headers[name] for name in _PASSED_ON if name in response.headers}
        return LinkedObject(response.status_code, passed_on, _chunks(response))


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


async def _chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in response.aiter_raw(_CHUNK_BYTES):
            yield chunk
    finally:
        await response.aclose()
