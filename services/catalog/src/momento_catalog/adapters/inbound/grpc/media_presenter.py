"""Shows items as messages, with what is not in their records: when the trash lets go of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.inbound.grpc.messages import media_message

if TYPE_CHECKING:
    from datetime import timedelta

    from momento.catalog.v1 import catalog_pb2

    from momento_catalog.domain.index.media_record import MediaRecord


class MediaPresenter:
    """Makes the message of an item."""

    def __init__(self, trash_lifetime: timedelta) -> None:
        """Takes how long an item stays in the trash."""
        self._trash_lifetime = trash_lifetime

    def __call__(self, record: MediaRecord) -> catalog_pb2.Media:
        """An item."""
        return media_message(record, self._trash_lifetime)
