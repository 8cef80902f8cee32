"""Fake of the port `StoredObjects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UploadId
    from momento_catalog.domain.records.media import Media


class InMemoryStoredObjects:
    """Remembers whose objects were marked, and how last; while `unreachable` it marks nothing."""

    def __init__(self) -> None:
        self.released: list[UploadId] = []
        self.kept: set[UploadId] = set()
        self.unreachable = False

    def keep(self, media: Media) -> None:
        self._reach()
        self.kept.add(media.upload_id)

    def is_kept(self, media: Media) -> bool:
        self._reach()
        return media.upload_id in self.kept

    def release(self, media: Media) -> None:
        self._reach()
        self.kept.discard(media.upload_id)
        self.released.append(media.upload_id)

    def _reach(self) -> None:
        if self.unreachable:
            raise StoreUnavailable("The catalog cannot reach its store just now; try again in a moment.")
