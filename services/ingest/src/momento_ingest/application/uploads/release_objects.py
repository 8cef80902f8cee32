"""Releases what was stored of an upload that nobody will record."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import IngestError, TooManyRequests, Unavailable

if TYPE_CHECKING:
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.object_store import ObjectStore
    from momento_ingest.domain.uploads.upload import Upload

_logger = logging.getLogger(__name__)


async def release_objects(catalog: Catalog, object_store: ObjectStore, upload: Upload) -> None:
    """Has the objects of an upload removed, unless the catalog knows them.

    Where the catalog refuses to say, because the leave to ask has run out or the account was closed, they are left
    alone: an item must not lose its objects.

    Raises:
        Unavailable, TooManyRequests: nobody can say now.
    """
    if not upload.objects:
        return
    try:
        matches = await catalog.find_by_checksum(upload.grant, [upload.sha256])
    except (Unavailable, TooManyRequests):
        raise
    except IngestError as error:
        _logger.warning("objects may be left", extra={"upload_id": str(upload.upload_id), "detail": str(error)})
        return
    if upload.upload_id not in {match.upload_id for match in matches}:
        await object_store.release(upload.user_id, upload.objects)
