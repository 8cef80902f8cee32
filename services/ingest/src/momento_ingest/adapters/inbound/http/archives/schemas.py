"""What the routes of archives take, as JSON."""

from __future__ import annotations

from momento_ingest.adapters.inbound.http.schemas import Request, UploadIds


class ArchiveRequest(Request):
    """The items to put into an archive."""

    upload_ids: UploadIds
