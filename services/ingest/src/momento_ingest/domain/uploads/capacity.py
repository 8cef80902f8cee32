"""How much may be under way at once, and how it is shared between users (OWASP ASVS V5.2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import InsufficientStorage, TooLarge, TooManyRequests, Unavailable
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_ingest.domain.uploads.upload import Upload

_FULL_RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Room:
    """The spool's room at one moment, in bytes.

    Attributes:
        free_bytes: what the file system has left.
        reserved_bytes: lengths of all files that are there or are to come, of all users.
        missing_bytes: how much of that has not arrived yet.
    """

    free_bytes: int
    reserved_bytes: int
    missing_bytes: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """Limits on what is under way.

    Attributes:
        user_uploads: resumable uploads of one user that have not got their last byte.
        user_waiting: uploads of one user that have arrived and have not ended.
        transfers: requests that send bytes to this process.
        workers: uploads that this process inspects and stores at once.
        quota_bytes: what one user without a quota of their own may have, stored and under way; 0 for no limit.
        reserve_bytes: what stays free in the spool.
        spool_bytes: what all files in the spool may have together, however large the file system says it is.
        lifetime: how long an upload may take, as long as auth's leave lasts; its outcome is kept as long again.
    """

    user_uploads: int = 32
    user_waiting: int = 500
    transfers: int = 64
    workers: int = 4
    quota_bytes: int = 0
    reserve_bytes: int = 10**9
    spool_bytes: int = 10**11
    lifetime: timedelta = timedelta(hours=24)

    def check_user(self, under_way: Sequence[Upload]) -> None:
        """Raises TooManyRequests when a user has too many uploads under way."""
        unfinished = sum(upload.resumable and upload.state is UploadState.RECEIVING for upload in under_way)
        if unfinished >= self.user_uploads:
            sentence = f"At most {self.user_uploads} uploads may be under way at once; finish or end some of them."
            raise TooManyRequests("TOO_MANY_UPLOADS", sentence)
        if len(under_way) >= self.user_uploads + self.user_waiting:
            sentence = f"At most {self.user_waiting} of your files may wait to be stored; send the rest a little later."
            raise TooManyRequests("TOO_MANY_UPLOADS", sentence)

    @property
    def user_workers(self) -> int:
        """How many of the workers one user may occupy: never all, where there is more than one."""
        return max(1, self.workers - 1)

    @property
    def user_workers_beside(self) -> int:
        """How many one user may occupy while another's upload is processed, which is to have processors too."""
        return max(1, self.workers - 2)

    @property
    def slow_workers(self) -> int:
        """How many of the workers slow files may occupy, no matter who sent them."""
        return max(1, self.workers // 2)

    def quota(self, own_bytes: int | None) -> int:
        """What a user may have whose own quota is `own_bytes`, or None where they have none of their own."""
        return self.quota_bytes if own_bytes is None else own_bytes

    @staticmethod
    def check_quota(quota_bytes: int, stored_bytes: int, under_way: Sequence[Upload], size_bytes: int) -> None:
        """Raises TooLarge when a user would have more than the quota; 0 is no limit."""
        total = stored_bytes + sum(upload.size_bytes for upload in under_way) + size_bytes
        if quota_bytes and total > quota_bytes:
            raise TooLarge("QUOTA_EXCEEDED", "There is no room left in your account for this file.")

    def check_room(self, room: Room, own_bytes: int, size_bytes: int) -> None:
        """Whether `size_bytes` more may be reserved for a user who has `own_bytes` reserved already.

        A user may hold at most as much as is left for everybody else: alone half of the room, one of two a third,
        and there is always some left for a newcomer (dynamic thresholds, Choudhury and Hahne, 1998).

        Raises:
            InsufficientStorage: too little would stay free, or it is more than the user's share.
        """
        on_disk = room.free_bytes - room.missing_bytes - self.reserve_bytes
        left = min(on_disk, self.spool_bytes - room.reserved_bytes)
        if size_bytes > left:
            raise spool_full()
        if own_bytes and own_bytes + size_bytes > left:
            sentence = "Your unfinished uploads take up your share of the room; finish or end some of them."
            raise InsufficientStorage("SPOOL_SHARE_FULL", sentence, retry_after_seconds=_FULL_RETRY_SECONDS)


def transfers_busy() -> Unavailable:
    """For a request that has waited for its turn to send for too long."""
    return Unavailable("TRANSFERS_BUSY", "Too many files are arriving just now; try again in a moment.")


def spool_full() -> InsufficientStorage:
    """For a file that there is no room for, now."""
    sentence = "There is no room for uploads just now; try later."
    return InsufficientStorage("SPOOL_FULL", sentence, retry_after_seconds=_FULL_RETRY_SECONDS)
