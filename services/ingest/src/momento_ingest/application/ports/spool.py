"""Where bytes wait until they are stored or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.domain.identifiers import UploadId


@dataclass(frozen=True, slots=True)
class Spooled:
    """What lies in the spool: its length, and the SHA-256 of its bytes in lower-case hexadecimal."""

    size_bytes: int
    sha256: str


class Spool(Protocol):
    """Keeps one file an upload; memory stays flat whatever the file's length."""

    async def receive(self, upload_id: UploadId, chunks: AsyncIterator[bytes]) -> Spooled:
        """Writes all of `chunks`; when it returns they survive a power cut.

        An error that `chunks` raises passes through, and nothing of the file is left.

        Raises:
            InsufficientStorage: there is no room left.
        """

    def read(self, upload_id: UploadId, chunk_bytes: int) -> AsyncIterator[bytes]:
        """The bytes again, in pieces of `chunk_bytes`; raises FileNotFoundError when there is no such file."""

    def location(self, upload_id: UploadId) -> str:
        """Path of the file, for a store that reads files itself."""

    async def discard(self, upload_id: UploadId) -> None:
        """Deletes the file; deleting one that is gone is no error."""

    async def leftovers(self) -> set[str]:
        """Ids of all files that lie in the spool."""
