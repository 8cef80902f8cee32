"""Which services do not answer, for requests: they must not wait in a thread each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


class AbsentServices:
    """Asks in one thread for all requests that want to know at the same time, so that nobody can take up many."""

    def __init__(self, ask: Callable[[], Collection[str]]) -> None:
        """`ask` may block for a moment."""
        self._ask = ask
        self._asked: asyncio.Task[Collection[str]] | None = None

    async def __call__(self) -> Collection[str]:
        """The names of the services that do not answer."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(asyncio.to_thread(self._ask))
        # Who hangs up takes the answer from nobody else.
        return await asyncio.shield(self._asked)
