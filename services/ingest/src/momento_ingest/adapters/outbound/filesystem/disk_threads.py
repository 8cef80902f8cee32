"""Threads for calls of a disk, which may be a slow one on the network: bounded, and for nothing else."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

P = ParamSpec("P")
T = TypeVar("T")


class Closable(Protocol):
    """Something that holds a file handle."""

    def close(self) -> None:
        """Closes the handle."""


C = TypeVar("C", bound=Closable)


class DiskThreads:
    """At most `count` calls at once; others wait for a free thread, and the event loop for none of them."""

    def __init__(self, name: str, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `call` returns or raises.

        A caller who is cancelled is so only when the call has ended, since no thread can be stopped: a handle that was
        closed before would have its number given to another file, into which the thread would then write.
        """
        job = self._pool.submit(copy_context().run, partial(call, *args, **kwargs))
        ended = asyncio.wrap_future(job)
        try:
            return await asyncio.shield(ended)
        except asyncio.CancelledError:
            while not ended.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([ended])
            raise

    @asynccontextmanager
    async def opened(self, open_: Callable[P, C], *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[C]:
        """What `open_` returns, for as long as the block lasts; then it is closed, whatever happens meanwhile."""
        opened: list[C] = []
        try:
            await self.run(lambda: opened.append(open_(*args, **kwargs)))
            yield opened[0]
        finally:
            for each in opened:
                await self.run(each.close)
