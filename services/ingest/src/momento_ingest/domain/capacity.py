"""How much may be under way at once (OWASP ASVS V5.2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import InsufficientStorage, TooLarge, TooManyRequests, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_ingest.domain.upload import Upload

_FULL_RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Capacity:
    """Limits on what is under way.

    Attributes:
        user_uploads: uploads of one user that have not ended.
        transfers: requests that send bytes to this process.
        quota_bytes: what one user without a quota of their own may have, stored and under way; 0 for no limit.
        reserve_bytes: what stays free in the spool.
        lifetime: how long an upload may take, as long as auth's leave lasts; its outcome is told as long again.
    """

    user_uploads: int = 32
    transfers: int = 64
    quota_bytes: int = 0
    reserve_bytes: int = 10**9
    lifetime: timedelta = timedelta(hours=24)

    def check_user(self, under_way: Sequence[Upload]) -> None:
        """Raises TooManyRequests when a user has too many uploads under way."""
        if len(under_way) >= self.user_uploads:
            sentence = f"At most {self.user_uploads} uploads may be under way at once; finish or end some of them."
            raise TooManyRequests("TOO_MANY_UPLOADS", sentence)

    def check_transfers(self, running: int) -> None:
        """Raises Unavailable when this process receives too many files at once."""
        if running >= self.transfers:
            raise Unavailable("TRANSFERS_BUSY", "Too many files are arriving just now; try again in a moment.")

    def quota(self, own_bytes: int | None) -> int:
        """What a user may have whose own quota is `own_bytes`, or None where they have none of their own."""
        return self.quota_bytes if own_bytes is None else own_bytes

    @staticmethod
    def check_quota(quota_bytes: int, stored_bytes: int, under_way: Sequence[Upload], size_bytes: int) -> None:
        """Raises TooLarge when a user would have more than the quota; 0 is no limit."""
        total = stored_bytes + sum(upload.size_bytes for upload in under_way) + size_bytes
        if quota_bytes and total > quota_bytes:
            raise TooLarge("QUOTA_EXCEEDED", "There is no room left in your account for this file.")

    def check_room(self, free_bytes: int, size_bytes: int) -> None:
        """Raises InsufficientStorage when too little would stay free in the spool."""
        if free_bytes - size_bytes < self.reserve_bytes:
            raise spool_full()


def spool_full() -> InsufficientStorage:
    """For a file that there is no room for, now."""
    sentence = "There is no room for uploads just now; try later."
    return InsufficientStorage("SPOOL_FULL", sentence, retry_after_seconds=_FULL_RETRY_SECONDS)
