"""Locks in memory."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class InMemoryLocks:
    """A set of names; a test that adds one is somebody else who holds it."""

    held: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def attempt(self, name: str) -> AsyncIterator[bool]:
        if name in self.held:
            yield False
            return
        self.held.add(name)
        try:
            yield True
        finally:
            self.held.discard(name)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        while name in self.held:  # noqa: ASYNC110  # as the real one, which other processes cannot wake
            await asyncio.sleep(0)
        async with self.attempt(name):
            yield
