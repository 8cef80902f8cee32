"""Port: what lies in the bucket, whatever the tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.media import Media


class StoredCopyUnreadable(Exception):
    """The copy of a record that lies beside an original cannot be used; the message names its key."""


class StoredCopyReleased(Exception):
    """The item was purged, or never became one: its objects are marked, and may be gone at any time."""


class StoredUploads(Protocol):
    """The copies of records that ingest writes beside every original, last of all."""

    def listed(self, since: datetime | None) -> Iterator[tuple[UserId, UploadId]]:
        """Every upload that has a copy, or those whose copy was written at `since` or later, grouped by user."""

    def read(self, user_id: UserId, upload_id: UploadId) -> Media:
        """The item as its copy describes it, with the ids of its key.

        Raises StoredCopyUnreadable or StoredCopyReleased.
        """


class StoredCopies(Protocol):
    """The same copies, one at a time, for the service itself."""

    def read(self, user_id: UserId, upload_id: UploadId) -> Media | None:
        """The item as its copy describes it; None when there is no copy.

        Raises:
            StoredCopyUnreadable: there is a copy, and it cannot be used.
            StoreUnavailable: the store did not answer.
        """
