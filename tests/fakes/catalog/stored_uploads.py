"""Fake of the port `StoredUploads`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.ports.stored_uploads import StoredCopyUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.media import Media


class InMemoryStoredUploads:
    def __init__(self) -> None:
        self._copies: dict[tuple[UserId, UploadId], tuple[Media | None, datetime]] = {}

    def add(self, media: Media) -> None:
        self._copies[media.user_id, media.upload_id] = media, media.uploaded_at

    def add_unreadable(self, media: Media) -> None:
        self._copies[media.user_id, media.upload_id] = None, media.uploaded_at

    def listed(self, since: datetime | None) -> Iterator[tuple[UserId, UploadId]]:
        return (key for key, (_, stored) in sorted(self._copies.items()) if since is None or stored >= since)

    def read(self, user_id: UserId, upload_id: UploadId) -> Media:
        media, _ = self._copies[user_id, upload_id]
        if media is None:
            raise StoredCopyUnreadable(f"the copy of {upload_id}")
        return media


class InMemoryStoredCopies:
    """Copies as ingest left them; an upload that stands in `unreadable` has one that nobody can use."""

    def __init__(self) -> None:
        self.kept: dict[UploadId, Media] = {}
        self.unreadable: set[UploadId] = set()

    def read(self, user_id: UserId, upload_id: UploadId) -> Media | None:  # noqa: ARG002  # ids of uploads are unique
        if upload_id in self.unreadable:
            raise StoredCopyUnreadable(f"the copy of {upload_id}")
        return self.kept.get(upload_id)
