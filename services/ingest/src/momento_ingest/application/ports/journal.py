"""What is known of uploads, so that they survive `kill -9` and any replica can go on with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.upload import Upload


class Journal(Protocol):
    """One entry an upload; a written entry survives a power cut, and is never seen half written."""

    async def write(self, upload: Upload) -> None:
        """Writes or replaces the entry."""

    async def read(self, user: UserId, upload_id: UploadId) -> Upload:
        """The entry of one of a user's uploads; raises NotFound, also when it is somebody else's."""

    async def under_way(self, user: UserId) -> list[Upload]:
        """A user's uploads that have not ended, oldest first."""

    async def all_under_way(self) -> list[Upload]:
        """Everybody's uploads that have not ended, oldest first."""

    async def remove(self, upload: Upload) -> None:
        """Removes the entry; removing one that is gone is no error."""

    async def forget_ended(self, before: datetime) -> None:
        """Removes entries of uploads that ended before a moment."""
