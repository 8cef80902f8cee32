"""Keeps the state of the embedded AWS on disk while it runs, so that a crash costs seconds and not everything."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Final

from momento_local.embedded_aws.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

SHORTEST_PAUSE: Final = 2.0
"""Seconds between two snapshots, at the least."""
PAUSE_PER_SECOND: Final = 9.0
"""Seconds of pause for each second that the last snapshot took: snapshots then take a tenth of the time, at most."""

LOGGER: Final = logging.getLogger("momento.embedded_aws")


class Snapshots:
    """Saves the services that were written to, now and then, and at the end."""

    def __init__(
        self,
        folder: Path,
        save: Callable[[frozenset[str]], Awaitable[bool]],
        *,
        clock: Callable[[], float] = time.time,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keeps the stamp in `folder`; `save` writes the named services and tells whether it could."""
        self._folder = folder
        self._save = save
        self._clock = clock
        self._timer = timer
        self._written: set[str] = set()
        self.pause = SHORTEST_PAUSE

    def begin(self) -> None:
        """Notes that from here on a stop is not an orderly one, until `finish` says otherwise."""
        earlier = Stamp.read(self._folder)
        until = self._clock() if earlier is None else earlier.complete_until
        Stamp(complete_until=until, clean=False).write(self._folder)

    def note(self, service: str) -> None:
        """Remembers that `service` was written to."""
        self._written.add(service)

    async def take(self) -> None:
        """Saves what was written since the last time, if anything was."""
        if not self._written:
            return
        began, at = self._timer(), self._clock()
        names, self._written = frozenset(self._written), set()
        if await self._save(names):
            Stamp(complete_until=at, clean=False).write(self._folder)
        else:
            self._written |= names
            LOGGER.error("The state of %s could not be saved; trying again.", ", ".join(sorted(names)))
        self.pause = max(SHORTEST_PAUSE, PAUSE_PER_SECOND * (self._timer() - began))

    async def finish(self, every: frozenset[str]) -> None:
        """Saves `every` service and notes the orderly stop."""
        at = self._clock()
        if await self._save(every):
            Stamp(complete_until=at, clean=True).write(self._folder)
        else:
            LOGGER.error("The last state could not be saved; the next start repairs what it can.")

    async def run(self) -> None:
        """Takes snapshots until cancelled."""
        while True:
            await asyncio.sleep(self.pause)
            await self.take()
