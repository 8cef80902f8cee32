"""The whole of an original, over links and connections that break."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from momento_ingest.application.archives.access import ArchiveAccess
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.originals import Originals
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.library.media_item import MediaItem

TRIES: Final = 5
"""Failures one after another, without a byte between them, after which an original is given up."""


class ReadOriginal:
    """Reads originals by the catalog's links; `pause` waits longer with each failure that it is told of."""

    def __init__(self, catalog: Catalog, originals: Originals, pause: Callable[[int], Awaitable[None]]) -> None:
        self._catalog = catalog
        self._originals = originals
        self._pause = pause

    async def __call__(
        self, access: ArchiveAccess, upload_id: UploadId, item: MediaItem
    ) -> AsyncGenerator[bytes, None]:
        """The bytes, exactly as many as the item says; where they break off they go on with a new link.

        Raises:
            NotFound: the item or its object is gone.
            Unavailable: five tries in a row brought nothing.
            Unauthenticated: the session has ended.
        """
        read = failures = 0
        while read < item.bytes:
            try:
                link = await self._catalog.link(await access.token(), upload_id, attachment=True)
                async with aclosing(self._part(access, link.url, read, item.bytes)) as part:
                    async for piece in part:
                        read, failures = read + len(piece), 0
                        yield piece
            except Unavailable:
                failures += 1
                if failures == TRIES:
                    raise
                await self._pause(failures)

    async def _part(self, access: ArchiveAccess, url: str, start: int, size: int) -> AsyncGenerator[bytes, None]:
        read = start
        async with aclosing(self._originals.read(url, start)) as pieces:
            async for piece in pieces:
                await access.token()
                # What goes beyond the record is no part of the item.
                expected = piece[: size - read]
                read += len(expected)
                yield expected
                if read == size:
                    return
        raise Unavailable("STORE_UNAVAILABLE", "The storage gave fewer bytes than the item has.")
