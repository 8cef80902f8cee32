"""Uploads as the schemas of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from momento_ingest.adapters.inbound.http.library.media_presenters import (
    media_reply,
)
from momento_ingest.adapters.inbound.http.uploads import schemas as upload_schemas
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from momento_ingest.application.uploads.follow import Progress

_WORDS: Final[dict[UploadState, upload_schemas.UploadWord]] = {
    UploadState.RECEIVING: "receiving",
    UploadState.RECEIVED: "waiting",
    UploadState.INSPECTING: "scanning",
    UploadState.STORING: "storing",
    UploadState.DONE: "done",
    UploadState.REJECTED: "rejected",
}


def upload_reply(progress: Progress) -> upload_schemas.UploadReply:
    """An upload on its way, its state in a word for people."""
    upload, refusal = progress.upload, progress.upload.refusal
    return upload_schemas.UploadReply(
        upload_id=upload.upload_id.value,
        state=_WORDS[upload.state],
        received_bytes=progress.received_bytes,
        size_bytes=upload.size_bytes,
        file_name=upload.file_name.value,
        reason=refusal.reason if refusal else msgspec.UNSET,
        detail=refusal.message if refusal else msgspec.UNSET,
        media=media_reply(progress.item) if progress.item else msgspec.UNSET,
    )
