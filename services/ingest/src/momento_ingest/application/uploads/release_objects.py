"""Releases what was stored of an upload that nobody will record."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import IngestError, TooManyRequests, Unavailable

if TYPE_CHECKING:
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.domain.uploads.upload import Upload

_logger = logging.getLogger(__name__)


async def release_objects(catalog: Catalog, upload: Upload) -> None:
    """Has the catalog remove the objects of an upload, unless it has recorded it: only the catalog may, and knows.

    Where it refuses, because the leave to ask has run out or the account was closed, they are left.

    Raises:
        Unavailable, TooManyRequests: the catalog cannot now; it is to be asked again.
    """
    if not upload.objects:
        return
    try:
        await catalog.discard(upload.upload_id, upload.objects, upload.grant)
    except (Unavailable, TooManyRequests):
        raise
    except IngestError as error:
        _logger.warning("objects may be left", extra={"upload_id": str(upload.upload_id), "detail": str(error)})
