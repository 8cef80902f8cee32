"""A spool in memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_ingest.application.ports.spool import Spooled
from momento_ingest.domain.errors import InsufficientStorage

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.domain.identifiers import UploadId

_LOCATION = "memory:"


@dataclass
class InMemorySpool(Fallible):
    """A dictionary of files; more than `room` bytes together do not fit."""

    room: int = 10**9
    files: dict[str, bytes] = field(default_factory=dict)

    async def receive(self, upload_id: UploadId, chunks: AsyncIterator[bytes]) -> Spooled:
        self.step("spool.receive")
        content = bytearray()
        async for chunk in chunks:
            content += chunk
            if len(content) + sum(map(len, self.files.values())) > self.room:
                raise InsufficientStorage("SPOOL_FULL", "There is no room for uploads just now; try later.")
        self.files[upload_id.value] = bytes(content)
        return Spooled(len(content), hashlib.sha256(content).hexdigest())

    async def read(self, upload_id: UploadId, chunk_bytes: int) -> AsyncIterator[bytes]:
        self.step("spool.read")
        if upload_id.value not in self.files:
            raise FileNotFoundError(upload_id.value)
        content = self.files[upload_id.value]
        for start in range(0, len(content), chunk_bytes):
            yield content[start : start + chunk_bytes]

    def location(self, upload_id: UploadId) -> str:
        return f"{_LOCATION}{upload_id}"

    def content_at(self, location: str) -> bytes:
        """What a store reads that gets `location`."""
        return self.files[location.removeprefix(_LOCATION)]

    async def discard(self, upload_id: UploadId) -> None:
        self.step("spool.discard")
        self.files.pop(upload_id.value, None)

    async def leftovers(self) -> set[str]:
        return set(self.files)
