"""Requests that send bytes to this process: counted, and given up when another goes on in their place."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import Locked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from momento_ingest.domain.capacity import Capacity

SILENT_SECONDS: Final = 1.0
"""After how long a wait it is looked whether another request wants to go on in this one's place."""


class Transfers:
    """The transfers of one process."""

    def __init__(self, capacity: Capacity, silent_seconds: float = SILENT_SECONDS) -> None:
        self._capacity = capacity
        self._silent_seconds = silent_seconds
        self._running = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Counts a transfer while the block lasts; raises Unavailable when there are too many."""
        self._capacity.check_transfers(self._running)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    async def unless_superseded(
        self, chunks: AsyncIterator[bytes], superseded: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[bytes]:
        """The chunks.

        Raises:
            Locked: they have stopped for a moment, and `superseded` says that somebody else goes on in their place.
        """
        while (chunk := await self._next(chunks, superseded)) is not None:
            yield chunk

    async def _next(self, chunks: AsyncIterator[bytes], superseded: Callable[[], Awaitable[bool]]) -> bytes | None:
        coming = asyncio.ensure_future(anext(chunks, None))
        try:
            while not (await asyncio.wait({coming}, timeout=self._silent_seconds))[0]:
                if await superseded():
                    raise Locked("UPLOAD_RESUMED_ELSEWHERE", "Another request goes on with this upload.")
            return await coming
        finally:
            coming.cancel()
            await asyncio.wait({coming})
