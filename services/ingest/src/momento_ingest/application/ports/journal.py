"""What is known of uploads whose last byte has arrived, so that they survive `kill -9`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.upload import Upload


class Journal(Protocol):
    """One entry an upload; a written entry survives a power cut, and is never seen half written."""

    async def write(self, upload: Upload) -> None:
        """Writes or replaces the entry."""

    async def entries(self) -> list[Upload]:
        """All entries, oldest first."""

    async def remove(self, upload_id: UploadId) -> None:
        """Removes the entry; removing one that is gone is no error."""
