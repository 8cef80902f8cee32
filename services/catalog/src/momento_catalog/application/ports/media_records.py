"""Port: records by their key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import MediaRecord


class MediaRecords(Protocol):
    """Reads records, each as its last finished write left it."""

    def get(self, user_id: UserId, upload_id: UploadId) -> MediaRecord | None:
        """The user's record of that upload, or None; raises StoreUnavailable."""

    def get_many(self, user_id: UserId, upload_ids: Sequence[UploadId]) -> Mapping[UploadId, MediaRecord]:
        """Those of the user's records that exist, by upload id; raises StoreUnavailable."""

    def present(self, user_id: UserId, upload_ids: Sequence[UploadId]) -> AbstractSet[UploadId]:
        """Those of `upload_ids` whose records exist and are not purged; raises StoreUnavailable.

        Costs less than to read the records.
        """

    def in_order(self, user_id: UserId, after: UploadId | None, most: int) -> Sequence[MediaRecord]:
        """The first records of the user beyond `after`, in the order of their upload ids, purged ones left out.

        Answers `most` of them, or fewer when there are no more; raises StoreUnavailable.
        """
