"""Fake of the port `Links`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from momento_catalog.domain.link import Link, LinkLifetime
from momento_catalog.domain.object_key import PREVIEWS, Rendition, stored_object

if TYPE_CHECKING:
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.domain.media import Media

PREVIEW_LIFETIME = timedelta(seconds=900)


class ReadableLinks:
    """Links that say what a real one would seal."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def link(self, media: Media, rendition: Rendition, lifetime: LinkLifetime, *, attachment: bool) -> Link:
        stored = stored_object(media, rendition)
        url = f"https://bucket.invalid/{stored.key}?type={stored.content_type}&attachment={attachment}"
        return Link(rendition, url, self._clock.now() + lifetime.value)

    def previews(self, media: Media) -> tuple[Link, ...]:
        lifetime = LinkLifetime(PREVIEW_LIFETIME)
        return tuple(self.link(media, rendition, lifetime, attachment=False) for rendition in PREVIEWS)
