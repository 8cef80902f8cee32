"""Use case: say where previews of many items can be read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import BatchInvalid, RenditionInvalid
from momento_catalog.domain.records.link import LinkLifetime
from momento_catalog.domain.records.object_key import PREVIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from momento_catalog.application.ports.links import Links
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.link import Link
    from momento_catalog.domain.records.object_key import Rendition

MAX_PREVIEWS: Final = 200
LIFETIME: Final = LinkLifetime(timedelta(minutes=5))
"""They are followed at once; the rest is for clocks that differ."""


class LocatePreviews:
    """Makes links to one preview of several of the user's items.

    The records are asked each time: a purge that has not marked its objects yet counts as well as one that has.
    """

    def __init__(self, records: MediaRecords, links: Links) -> None:
        """Takes the port it reads through and the one that signs."""
        self._records = records
        self._links = links

    def __call__(
        self, user_id: UserId, upload_ids: Sequence[UploadId], rendition: Rendition
    ) -> Mapping[UploadId, Link]:
        """Links by upload id; without the items that the user does not have, or that are purged.

        Raises:
            BatchInvalid: there are no items or more than 200.
            RenditionInvalid: it is no preview.
            StoreUnavailable: the store did not answer.
        """
        if not 0 < len(upload_ids) <= MAX_PREVIEWS:
            raise BatchInvalid(f"Name 1 to {MAX_PREVIEWS} items.")
        if rendition not in PREVIEWS:
            raise RenditionInvalid("The original is no preview; ask for a link to it.")
        present = self._records.present(user_id, upload_ids)
        return {it: self._links.preview(user_id, it, rendition, LIFETIME) for it in present}
