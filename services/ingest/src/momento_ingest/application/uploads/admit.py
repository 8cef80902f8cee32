"""May this file come in? Everything that can be said before a byte of it is read, for both ways in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import AlreadyStored, InsufficientStorage, TooLarge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.uploads.repository import Uploads
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.uploads.capacity import Capacity
    from momento_ingest.domain.uploads.file_name import FileName
    from momento_ingest.domain.uploads.policy import UploadPolicy
    from momento_ingest.domain.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class Declared:
    """What a sender says of a file.

    Attributes:
        size_bytes: its length, or as much of it as follows from what was said.
        sha256: of the whole file, lower-case hexadecimal, or empty when it was not said.
    """

    file_name: FileName
    size_bytes: int
    tags: tuple[str, ...] = ()
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class AdmitUpload:
    """Asks the cheapest questions first. Anyone who calls it holds the user's admission lock."""

    policy: UploadPolicy
    capacity: Capacity
    uploads: Uploads
    catalog: Catalog

    def check_declared(self, declared: Declared) -> int:
        """The largest length that a file of this name may have, in bytes.

        Raises:
            UnsupportedMedia, TooLarge: name or length are not taken.
        """
        limit = self.policy.limit(self.policy.kind_of(declared.file_name))
        self.policy.check_size(declared.size_bytes, limit)
        return limit

    async def __call__(self, caller: Caller, declared: Declared, upload_id: UploadId) -> None:
        """Reserves the declared bytes for `upload_id`, until it has an entry or `release` is called.

        Raises:
            UnsupportedMedia, TooLarge: name or length are not taken, or the quota would be exceeded.
            TooManyRequests: the user has too many uploads under way.
            InsufficientStorage: the spool is nearly full, or the user has their share of it.
            AlreadyStored: the user has the file.
        """
        self.check_declared(declared)
        under_way = await self.uploads.journal.under_way(caller.user.user_id)
        self.capacity.check_user(under_way)
        if declared.sha256:
            for match in await self.catalog.find_by_checksum(caller.token, [declared.sha256]):
                raise AlreadyStored(match.upload_id.value)
        await self._check_quota(caller, under_way, declared.size_bytes)
        await self._check_room(under_way, declared.size_bytes, upload_id, 0)
        self.uploads.ledger.reserve(upload_id, declared.size_bytes)

    async def extend(self, caller: Caller, upload: Upload, size_bytes: int, limit: int) -> Upload:
        """The same upload with room for `size_bytes`, or for twice as much where that is to be had, up to `limit`.

        Raises TooLarge and InsufficientStorage as above: a file whose length is not declared is counted as it comes.
        """
        others = await self.uploads.journal.under_way(caller.user.user_id)
        others = [other for other in others if other.upload_id != upload.upload_id]
        length = await self.uploads.spool.length(upload.upload_id)
        generous = min(2 * size_bytes, limit)
        try:
            await self._check_quota(caller, others, generous)
            await self._check_room(others, generous, upload.upload_id, length)
        except (TooLarge, InsufficientStorage):
            await self._check_quota(caller, others, size_bytes)
            await self._check_room(others, size_bytes, upload.upload_id, length)
            generous = size_bytes
        extended = upload.reserve(generous)
        await self.uploads.save(extended)
        self.uploads.ledger.update(extended, length)
        return extended

    async def _check_quota(self, caller: Caller, under_way: Sequence[Upload], size_bytes: int) -> None:
        quota = self.capacity.quota(caller.quota_bytes)
        if quota:
            usage = await self.catalog.usage(caller.token)
            self.capacity.check_quota(quota, usage.size_bytes, under_way, size_bytes)

    async def _check_room(self, others: Sequence[Upload], size_bytes: int, upload_id: UploadId, length: int) -> None:
        # What has arrived of this one already takes no room a second time.
        free_bytes = await self.uploads.spool.free_bytes() + length
        own_bytes = sum(other.size_bytes for other in others)
        self.capacity.check_room(self.uploads.ledger.room(free_bytes, upload_id), own_bytes, size_bytes)
