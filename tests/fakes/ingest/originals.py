"""Originals in memory, over connections that a test can break."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import NotFound, Unavailable

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

PIECE = 4


@dataclass
class InMemoryOriginals(Fallible):
    """Objects by address; each of `breaks` is a number of pieces after which one reading breaks off."""

    objects: dict[str, bytes] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)

    async def read(self, url: str, start: int) -> AsyncGenerator[bytes, None]:
        self.step(f"originals.read from {start}")
        if url not in self.objects:
            raise NotFound("ORIGINAL_MISSING", "The file is not in the storage.")
        content, pieces = self.objects[url], self.breaks.pop(0) if self.breaks else -1
        for place in range(start, len(content), PIECE):
            if pieces == 0:
                raise Unavailable("STORE_UNAVAILABLE", "The storage broke off.")
            pieces -= 1
            yield content[place : place + PIECE]
