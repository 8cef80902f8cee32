"""What an archive will hold, as it stood when the archive began."""

from __future__ import annotations

import asyncio
import pickle
import zlib
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from types import TracebackType

T = TypeVar("T")


class Listing(Generic[T]):
    """Reads pages to their end in the background, however slowly the archive is downloaded, and keeps them compressed.

    A download may take hours: what is listed only when its turn comes was edited, trashed or purged by then. The values
    must be picklable; compressed they take a few hundred bytes each, so that a large library does not fill the memory.
    """

    def __init__(self, pages: AsyncIterator[Sequence[T]]) -> None:
        """Takes pages that nobody else reads."""
        self._source = pages
        self._pages: list[bytes] = []
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begins to read."""
        self._task = asyncio.create_task(self._read())
        self._task.add_done_callback(lambda _: self._changed.set())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops reading. An error that nobody has waited for concerns nobody any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def values(self) -> AsyncIterator[T]:
        """Every value in the order of the pages, each time it is asked for; raises what reading the pages raised."""
        number = 0
        while await self._has(number):
            # These bytes were made below and have never left this process.
            for value in pickle.loads(zlib.decompress(self._pages[number])):  # noqa: S301
                yield value
            number += 1

    async def _has(self, number: int) -> bool:
        """Whether there is a page `number`, as soon as that is known."""
        while number >= len(self._pages):
            if self._task is None or self._task.done():
                if self._task is not None:
                    self._task.result()
                return False
            self._changed.clear()
            await self._changed.wait()
        return True

    async def _read(self) -> None:
        async for page in self._source:
            self._pages.append(zlib.compress(pickle.dumps(page), 1))
            self._changed.set()
