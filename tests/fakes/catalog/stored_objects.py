"""Fake of the port `StoredObjects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UploadId
    from momento_catalog.domain.media import Media


class InMemoryStoredObjects:
    """Remembers whose objects were marked; while `unreachable` it marks nothing."""

    def __init__(self) -> None:
        self.released: list[UploadId] = []
        self.unreachable = False

    def release(self, media: Media) -> None:
        if self.unreachable:
            raise StoreUnavailable("The catalog cannot reach its store just now; try again in a moment.")
        self.released.append(media.upload_id)
