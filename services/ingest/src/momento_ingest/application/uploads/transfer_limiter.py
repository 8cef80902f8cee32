"""Requests that send bytes to this process: so many at once, fairly shared, and given up for a newer one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from momento_ingest.application.fair_turns import FairTurns
from momento_ingest.domain.errors import Locked
from momento_ingest.domain.uploads.capacity import transfers_busy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from momento_ingest.domain.identifiers import UserId
    from momento_ingest.domain.uploads.capacity import Capacity

SILENT_SECONDS: Final = 1.0
"""After how long a wait it is looked whether another request wants to go on in this one's place."""
TIMEOUT_SECONDS: Final = 30.0
"""How long a request waits for its turn to send."""


class Transfers:
    """The transfers of one process; whose turn it is goes round among the users."""

    def __init__(
        self, capacity: Capacity, silent_seconds: float = SILENT_SECONDS, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._silent_seconds = silent_seconds
        self._turns: FairTurns[UserId] = FairTurns(capacity.transfers, timeout_seconds, transfers_busy)

    def slot(self, user: UserId) -> AbstractAsyncContextManager[None]:
        """Waits for the user's turn, then counts a transfer while the block lasts.

        Raises Unavailable when the turn has not come for long, or when too many requests of the user wait for it.
        """
        return self._turns.turn(user)

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
