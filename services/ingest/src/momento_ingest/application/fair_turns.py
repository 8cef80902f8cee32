"""Places for what several people want at the same time, shared fairly between them."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from contextlib import AbstractAsyncContextManager

    from momento_ingest.domain.errors import IngestError

    Share = TypeVar("Share", bound=Hashable)
else:
    Share = TypeVar("Share")

MAX_WAITING: Final = 256
"""Of one share that may wait for its turn at once."""
_REMEMBERED: Final = 10_000


class FairTurns(Generic[Share]):
    """`places` in this process; whose turn it is goes round among the shares.

    Nobody holds more than what is left free, so that there is a place for the next one.
    """

    def __init__(self, places: int, timeout_seconds: float, refusal: Callable[[], IngestError]) -> None:
        """`refusal` makes the error for one that has waited for `timeout_seconds`, or waits with too many already."""
        self._places = places
        self._timeout_seconds = timeout_seconds
        self._refusal = refusal
        self._running: Counter[Share] = Counter()
        self._total = 0
        self._waiting: dict[Share, deque[asyncio.Future[None]]] = {}
        self._served: dict[Share, int] = {}
        self._turns = 0

    def turn(self, share: Share, timeout_seconds: float | None = None) -> AbstractAsyncContextManager[None]:
        """Waits for a place for `share`, and holds it while the block lasts; raises the refusal.

        Who has less time than others waits for `timeout_seconds` at most.
        """
        return _Turn(self, share, timeout_seconds)

    async def begin(self, share: Share, timeout_seconds: float | None = None) -> None:
        """Waits for a place for `share`, which `end` gives back; raises the refusal."""
        if not self._waiting and self._may_begin(share):
            self._begin(share)
        else:
            longest = self._timeout_seconds
            await self._wait(share, longest if timeout_seconds is None else min(longest, timeout_seconds))

    def end(self, share: Share) -> None:
        """Gives a place back."""
        self._total -= 1
        self._running[share] -= 1
        if not self._running[share]:
            del self._running[share]
        self._admit()

    async def _wait(self, share: Share, timeout_seconds: float) -> None:
        queue = self._waiting.setdefault(share, deque())
        if len(queue) >= MAX_WAITING:
            raise self._refusal()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        self._admit()
        try:
            async with asyncio.timeout(timeout_seconds):
                await asyncio.shield(turn)
        except BaseException as error:
            self._give_up(share, turn)
            if isinstance(error, TimeoutError):
                raise self._refusal() from error
            raise

    def _give_up(self, share: Share, turn: asyncio.Future[None]) -> None:
        if turn.done():
            self.end(share)
        else:
            turn.cancel()
            self._leave(share, turn)
            self._admit()

    def _leave(self, share: Share, turn: asyncio.Future[None]) -> None:
        self._waiting[share].remove(turn)
        if not self._waiting[share]:
            del self._waiting[share]

    def _admit(self) -> None:
        """Gives free places to those who wait: to the share with fewest, and of those to the one served longest ago."""
        while (share := self._next_share()) is not None:
            turn = self._waiting[share][0]
            self._leave(share, turn)
            self._begin(share)
            turn.set_result(None)

    def _next_share(self) -> Share | None:
        if self._total >= self._places:
            return None
        allowed = (share for share in self._waiting if self._may_begin(share))
        return min(allowed, key=lambda share: (self._running[share], self._served.get(share, 0)), default=None)

    def _may_begin(self, share: Share) -> bool:
        left, own = self._places - self._total, self._running[share]
        return left > 0 and (own == 0 or own < left)

    def _begin(self, share: Share) -> None:
        self._running[share] += 1
        self._total += 1
        self._turns += 1
        self._served.pop(share, None)
        self._served[share] = self._turns
        if len(self._served) > _REMEMBERED:
            del self._served[next(iter(self._served))]


class _Turn(Generic[Share]):
    """No generator: when a reader is dropped in the middle, this is given up with it, in whatever order."""

    __slots__ = ("_share", "_timeout_seconds", "_turns")

    def __init__(self, turns: FairTurns[Share], share: Share, timeout_seconds: float | None) -> None:
        self._turns = turns
        self._share = share
        self._timeout_seconds = timeout_seconds

    async def __aenter__(self) -> None:
        await self._turns.begin(self._share, self._timeout_seconds)

    async def __aexit__(self, *_: object) -> None:
        self._turns.end(self._share)
