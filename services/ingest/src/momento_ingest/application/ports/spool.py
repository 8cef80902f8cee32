"""Where bytes wait until they are stored or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.uploads.checksum import Checksum


class Spool(Protocol):
    """Keeps one file an upload; memory stays flat whatever the file's length.

    A file may be appended to by one caller at a time: anyone who calls `append` holds the upload's lock.
    """

    async def append(
        self, upload_id: UploadId, offset: int, chunks: AsyncIterator[bytes], checksum: Checksum | None = None
    ) -> int:
        """Writes all of `chunks` at `offset`, which is 0 for a file that is not there yet; gives the new length.

        When it returns, the bytes survive a power cut. An error that `chunks` raises passes through, and what has
        arrived before it stays; with a `checksum` nothing of the piece counts unless all of it has that checksum.
        A caller who is cancelled is so when nothing is being written any more.

        Raises:
            Conflict: OFFSET_MISMATCH, the file does not end at `offset`.
            ChecksumMismatch: the piece has another checksum.
            InsufficientStorage: there is no room left.
        """

    async def length(self, upload_id: UploadId) -> int:
        """How many bytes have arrived; 0 when there is no file."""

    async def sha256(self, upload_id: UploadId) -> str:
        """Of the whole file, lower-case hexadecimal; raises FileNotFoundError when there is no such file."""

    def read(self, upload_id: UploadId, chunk_bytes: int) -> AsyncIterator[bytes]:
        """The bytes again, in pieces of `chunk_bytes`; raises FileNotFoundError when there is no such file."""

    def location(self, upload_id: UploadId) -> str:
        """Path of the file, for a store that reads files itself."""

    async def discard(self, upload_id: UploadId) -> None:
        """Deletes the file; deleting one that is gone is no error."""

    async def untouched_since(self, moment: datetime) -> set[UploadId]:
        """Uploads whose files were last written to before `moment`."""

    async def free_bytes(self) -> int:
        """How much more fits."""
