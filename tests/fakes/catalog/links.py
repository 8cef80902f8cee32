"""Fake of the port `Links`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.records.link import Link
from momento_catalog.domain.records.object_key import stored_object, stored_preview

if TYPE_CHECKING:
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.link import LinkLifetime
    from momento_catalog.domain.records.media import Media
    from momento_catalog.domain.records.object_key import Rendition, StoredObject


class ReadableLinks:
    """Links that say what a real one would seal."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def link(self, media: Media, rendition: Rendition, lifetime: LinkLifetime, *, attachment: bool) -> Link:
        return self._readable(stored_object(media, rendition), rendition, lifetime, attachment=attachment)

    def preview(self, user_id: UserId, upload_id: UploadId, rendition: Rendition, lifetime: LinkLifetime) -> Link:
        return self._readable(stored_preview(user_id, upload_id, rendition), rendition, lifetime, attachment=False)

    def _readable(
        self, stored: StoredObject, rendition: Rendition, lifetime: LinkLifetime, *, attachment: bool
    ) -> Link:
        url = f"https://bucket.invalid/{stored.key}?type={stored.content_type}&attachment={attachment}"
        return Link(rendition, url, self._clock.now() + lifetime.value)
