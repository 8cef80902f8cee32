"""Who sends to an upload when its last connection seems dead: the newest request, as soon as the older one is silent.

A connection that broke without a word still holds its upload's lock. So a request that wants to go on announces itself
by a second lock, and the older one looks there whenever nothing has come for a moment. A healthy transfer goes on.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.domain.identifiers import UploadId


@dataclass(frozen=True, slots=True)
class LockHandoff:
    """Asks for an upload that another request holds, and tells the holder of it.

    Attributes:
        timeout_seconds: how long one waits for the other to let go.
    """

    locks: Locks
    timeout_seconds: float = 5.0

    @asynccontextmanager
    async def claim(self, upload_id: UploadId) -> AsyncIterator[bool]:
        """Holds the upload while the block lasts and gives True, or False when its holder has not let go in time."""
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self.timeout_seconds), self.locks.hold(_claim(upload_id)):
                    await stack.enter_async_context(self.locks.hold(upload_id.value))
                held = True
            except TimeoutError:
                held = False
            yield held

    async def claimed(self, upload_id: UploadId) -> bool:
        """Whether another request waits for the upload."""
        async with self.locks.attempt(_claim(upload_id)) as nobody:
            return not nobody


def _claim(upload_id: UploadId) -> str:
    return f"{upload_id}-claim"
