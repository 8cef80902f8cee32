"""May this file come in? Everything that can be said before a byte of it is read, for both ways in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import AlreadyStored

if TYPE_CHECKING:
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.domain.capacity import Capacity
    from momento_ingest.domain.file_name import FileName
    from momento_ingest.domain.policy import UploadPolicy


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
    """Asks the cheapest questions first."""

    policy: UploadPolicy
    capacity: Capacity
    journal: Journal
    spool: Spool
    catalog: Catalog

    def check_declared(self, declared: Declared) -> int:
        """The largest length that a file of this name may have, in bytes.

        Raises:
            UnsupportedMedia, TooLarge: name or length are not taken.
        """
        limit = self.policy.limit(self.policy.kind_of(declared.file_name))
        self.policy.check_size(declared.size_bytes, limit)
        return limit

    async def __call__(self, caller: Caller, declared: Declared) -> None:
        """Returns when there is room for the file. The caller holds the user's lock, so that nobody else takes it.

        Raises:
            UnsupportedMedia, TooLarge: name or length are not taken, or the quota would be exceeded.
            TooManyRequests: the user has too many uploads under way.
            InsufficientStorage: the spool is nearly full.
            AlreadyStored: the user has the file.
        """
        self.check_declared(declared)
        under_way = await self.journal.under_way(caller.user.user_id)
        self.capacity.check_user(under_way)
        self.capacity.check_room(await self.spool.free_bytes(), declared.size_bytes)
        if declared.sha256:
            for match in await self.catalog.find_by_checksum(caller.token, [declared.sha256]):
                raise AlreadyStored(match.upload_id.value)
        quota = self.capacity.quota(caller.quota_bytes)
        if quota:
            usage = await self.catalog.usage(caller.token)
            self.capacity.check_quota(quota, usage.size_bytes, under_way, declared.size_bytes)
