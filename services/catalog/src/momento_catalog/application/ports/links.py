"""Port: presigned links to objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.link import Link, LinkLifetime
    from momento_catalog.domain.records.media import Media
    from momento_catalog.domain.records.object_key import Rendition


class Links(Protocol):
    """Makes links that let their bearer read one object of one item until they expire.

    The answer that a link leads to has the content type and the content disposition that the link pins, whatever
    stands on the object. Raises StoreUnavailable when there are no credentials to sign with.
    """

    def link(self, media: Media, rendition: Rendition, lifetime: LinkLifetime, *, attachment: bool) -> Link:
        """A new link, which expires `lifetime` from now."""

    def preview(self, user_id: UserId, upload_id: UploadId, rendition: Rendition, lifetime: LinkLifetime) -> Link:
        """A new link to a preview, shown inline, which expires `lifetime` from now."""
