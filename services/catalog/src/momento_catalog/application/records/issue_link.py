"""Use case: hand out a link."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from momento_catalog.domain.records.link import Link, LinkLifetime

if TYPE_CHECKING:
    from momento_catalog.application.ports.links import Links
    from momento_catalog.application.records.get import GetMedia
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.object_key import Rendition


class IssueLink:
    """Makes a link to one object of one of the user's items."""

    def __init__(self, get_media: GetMedia, links: Links, default_lifetime: LinkLifetime) -> None:
        """Takes the use case it reads with, the port that signs, and how long a link lives if nothing is said."""
        self._get_media = get_media
        self._links = links
        self._default_lifetime = default_lifetime

    def __call__(
        self, user_id: UserId, upload_id: UploadId, rendition: Rendition, *, seconds: int, attachment: bool
    ) -> Link:
        """The link; it lives for `seconds`, or as configured when 0.

        Raises:
            MediaNotFound: the user has no such item.
            LifetimeInvalid: more than 900 seconds, or fewer than 0.
            StoreUnavailable: the store did not answer.
        """
        lifetime = LinkLifetime(timedelta(seconds=seconds)) if seconds else self._default_lifetime
        media = self._get_media(user_id, upload_id).media
        return self._links.link(media, rendition, lifetime, attachment=attachment)
