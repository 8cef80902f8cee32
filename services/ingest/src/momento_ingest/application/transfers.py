"""Requests that send bytes to this process: counted, and cut short when their sender is far too slow."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import Locked, TooSlow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from momento_ingest.domain.capacity import Capacity


@dataclass(frozen=True, slots=True)
class Patience:
    """How slow a sender may be.

    Attributes:
        idle_seconds: the longest wait for the next byte.
        silent_seconds: after how long a wait it is looked whether another request wants to go on in its place.
        window_seconds: over how long the average speed is taken.
        bytes_per_second: the lowest average speed.
    """

    idle_seconds: float = 30.0
    silent_seconds: float = 1.0
    window_seconds: float = 60.0
    bytes_per_second: float = 1000.0


class Transfers:
    """The transfers of one process. `clock` gives seconds that never go back."""

    def __init__(self, capacity: Capacity, patience: Patience, clock: Callable[[], float]) -> None:
        self._capacity = capacity
        self._patience = patience
        self._clock = clock
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

    async def steady(
        self, chunks: AsyncIterator[bytes], superseded: Callable[[], Awaitable[bool]] | None = None
    ) -> AsyncIterator[bytes]:
        """The chunks.

        Raises:
            TooSlow: they stop or trickle.
            Locked: they have stopped for a moment, and `superseded` says that somebody else goes on in their place.
        """
        since, received = self._clock(), 0
        while (chunk := await self._next(chunks, superseded)) is not None:
            yield chunk
            received += len(chunk)
            elapsed = self._clock() - since
            if elapsed >= self._patience.window_seconds:
                if received < elapsed * self._patience.bytes_per_second:
                    raise _too_slow()
                since, received = self._clock(), 0

    async def _next(
        self, chunks: AsyncIterator[bytes], superseded: Callable[[], Awaitable[bool]] | None
    ) -> bytes | None:
        coming = asyncio.ensure_future(anext(chunks, None))
        try:
            async with asyncio.timeout(self._patience.idle_seconds):
                while not (await asyncio.wait({coming}, timeout=self._patience.silent_seconds))[0]:
                    if superseded is not None and await superseded():
                        raise Locked("UPLOAD_RESUMED_ELSEWHERE", "Another request goes on with this upload.")
                return await coming
        except TimeoutError as error:
            raise _too_slow() from error
        finally:
            coming.cancel()
            await asyncio.wait({coming})


def _too_slow() -> TooSlow:
    return TooSlow("SENDER_TOO_SLOW", "The file came too slowly and was cut off; send the rest, or send it again.")
