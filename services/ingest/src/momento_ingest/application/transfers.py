"""Requests that send bytes to this process: so many at once, fairly shared, and given up for a newer one."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.capacity import transfers_busy
from momento_ingest.domain.errors import Locked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from momento_ingest.domain.capacity import Capacity
    from momento_ingest.domain.identifiers import UserId

SILENT_SECONDS: Final = 1.0
"""After how long a wait it is looked whether another request wants to go on in this one's place."""
PATIENCE_SECONDS: Final = 30.0
"""How long a request waits for its turn to send."""
_REMEMBERED_USERS: Final = 10_000
MAX_WAITING: Final = 256
"""Requests of one user that may wait for their turn at once."""


class Transfers:
    """The transfers of one process; whose turn it is goes round among the users."""

    def __init__(
        self, capacity: Capacity, silent_seconds: float = SILENT_SECONDS, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._capacity = capacity
        self._silent_seconds = silent_seconds
        self._patience_seconds = patience_seconds
        self._running: Counter[UserId] = Counter()
        self._waiting: dict[UserId, deque[asyncio.Future[None]]] = {}
        self._served: dict[UserId, int] = {}
        self._turns = 0

    @asynccontextmanager
    async def slot(self, user: UserId) -> AsyncIterator[None]:
        """Waits for the user's turn, then counts a transfer while the block lasts.

        Raises Unavailable when the turn has not come for long, or when too many requests of the user wait for it.
        """
        await self._turn(user)
        try:
            yield
        finally:
            self._running -= Counter({user: 1})
            self._admit()

    async def _turn(self, user: UserId) -> None:
        queue = self._waiting.setdefault(user, deque())
        if len(queue) >= MAX_WAITING:
            raise transfers_busy()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        self._admit()
        try:
            async with asyncio.timeout(self._patience_seconds):
                await asyncio.shield(turn)
        except BaseException as error:
            self._give_up(user, turn)
            if isinstance(error, TimeoutError):
                raise transfers_busy() from error
            raise

    def _give_up(self, user: UserId, turn: asyncio.Future[None]) -> None:
        if turn.done():
            self._running -= Counter({user: 1})
        else:
            turn.cancel()
            self._waiting[user].remove(turn)
        self._admit()

    def _admit(self) -> None:
        """Gives free slots to those who wait: to whoever has fewest, and of those to whoever got one longest ago."""
        while (user := self._next_user()) is not None:
            self._running[user] += 1
            self._turns += 1
            self._served[user] = self._turns
            if len(self._served) > _REMEMBERED_USERS:
                del self._served[min(self._served, key=self._served.__getitem__)]
            queue = self._waiting.pop(user)
            queue.popleft().set_result(None)
            if queue:
                self._waiting[user] = queue

    def _next_user(self) -> UserId | None:
        self._waiting = {user: queue for user, queue in self._waiting.items() if queue}
        total = self._running.total()
        allowed = (user for user in self._waiting if self._capacity.may_transfer(total, self._running[user]))
        return min(allowed, key=lambda user: (self._running[user], self._served.get(user, 0)), default=None)

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
