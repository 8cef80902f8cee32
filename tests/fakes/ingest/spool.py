"""A spool in memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import ChecksumMismatch, Conflict
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.uploads.capacity import spool_full

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from momento_ingest.domain.uploads.checksum import Checksum

_LOCATION = "memory:"


@dataclass
class InMemorySpool(Fallible):
    """A dictionary of files; more than `room` bytes together do not fit."""

    room: int = 10**12
    files: dict[str, bytes] = field(default_factory=dict)
    written: dict[str, datetime] = field(default_factory=dict)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def append(
        self, upload_id: UploadId, offset: int, chunks: AsyncIterator[bytes], checksum: Checksum | None = None
    ) -> int:
        self.step("spool.append")
        before = self.files.get(upload_id.value, b"")
        if len(before) != offset:
            raise Conflict("OFFSET_MISMATCH", f"The upload goes on at byte {len(before)}; ask where before you send.")
        piece = bytearray()
        try:
            async for chunk in chunks:
                self._make_room(len(piece) + len(chunk))
                piece += chunk
        except Exception:
            if checksum is None:
                self._write(upload_id, before + piece)
            raise
        if checksum is not None and hashlib.new(checksum.algorithm, piece).digest() != checksum.digest:
            raise ChecksumMismatch("CHECKSUM_MISMATCH", "The piece arrived damaged; send it again.")
        self._write(upload_id, before + piece)
        return len(before) + len(piece)

    async def length(self, upload_id: UploadId) -> int:
        return len(self.files.get(upload_id.value, b""))

    async def sha256(self, upload_id: UploadId) -> str:
        if upload_id.value not in self.files:
            raise FileNotFoundError(upload_id.value)
        return hashlib.sha256(self.files[upload_id.value]).hexdigest()

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
        self.written.pop(upload_id.value, None)

    async def untouched_since(self, moment: datetime) -> set[UploadId]:
        return {UploadId(name) for name, written in self.written.items() if written < moment}

    async def free_bytes(self) -> int:
        return self.room - sum(map(len, self.files.values()))

    def _write(self, upload_id: UploadId, content: bytes) -> None:
        self.files[upload_id.value] = bytes(content)
        self.written[upload_id.value] = self.now()

    def _make_room(self, size_bytes: int) -> None:
        if size_bytes + sum(map(len, self.files.values())) > self.room:
            raise spool_full()
