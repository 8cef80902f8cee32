"""Originals, streamed from S3 with the right that the catalog's presigned link carries."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import httpx

from momento_ingest.domain.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

_CHUNK_BYTES: Final = 256 * 1024
_ABSENT: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.GONE})
"""S3 answers 403 for what is not there to anyone who may not list, as the catalog may not."""


class HttpOriginals:
    """Asks the store."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def read(self, url: str, start: int) -> AsyncGenerator[bytes, None]:
        """See the port."""
        # Without the first a compressed transfer would no longer match the range.
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
        try:
            async with self._client.stream("GET", url, headers=headers) as response:
                _check(response, HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK)
                async for chunk in response.aiter_raw(_CHUNK_BYTES):
                    yield chunk
        except httpx.HTTPError as error:
            raise Unavailable("STORE_UNAVAILABLE", "The storage does not answer; try again in a moment.") from error


def _check(response: httpx.Response, expected: HTTPStatus) -> None:
    if response.status_code in _ABSENT:
        raise NotFound("ORIGINAL_MISSING", "The file is not in the storage.")
    if response.status_code != expected:
        raise Unavailable("STORE_UNAVAILABLE", "The storage does not answer as it should; try again in a moment.")
