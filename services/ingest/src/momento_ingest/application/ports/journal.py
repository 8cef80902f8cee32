"""What is known of uploads, so that they survive `kill -9` and any replica can go on with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Everybody's uploads, as one look found them.

    Attributes:
        uploads: those that have not ended, oldest first.
        unreadable: those of which there is an entry that cannot be read: a disk has damaged it, its key is missing, or
            a newer version has written it. It may become readable again, so it is kept, with what belongs to it.
        unpublished: those that have ended, and whose end is not published yet.
    """

    uploads: list[Upload]
    unreadable: frozenset[UploadId]
    unpublished: tuple[Upload, ...] = ()


class Journal(Protocol):
    """One entry an upload; a written entry survives a power cut, and is never seen half written."""

    async def write(self, upload: Upload) -> None:
        """Writes or replaces the entry; raises InsufficientStorage when there is no room."""

    async def archive(self, upload: Upload) -> None:
        """Writes the last entry of an upload that has ended: it can be read, and costs no look at what is under way."""

    async def read(self, user: UserId, upload_id: UploadId) -> Upload:
        """The entry of one of a user's uploads; raises NotFound, also when it is somebody else's.

        Raises Unavailable when there is an entry that cannot be read.
        """

    async def under_way(self, user: UserId) -> list[Upload]:
        """A user's uploads that have not ended, oldest first, without those whose entries cannot be read."""

    async def all_under_way(self) -> UnderWay:
        """Everybody's uploads that have not ended, as one look found them."""

    async def remove(self, upload: Upload) -> None:
        """Removes the entry; removing one that is gone is no error."""

    async def forget_ended(self, before: datetime) -> None:
        """Removes entries that were archived before a moment."""
