"""`POST /api/v1/media`: one file in one request."""

from __future__ import annotations

from typing import Final

from litestar import Response, post
from litestar.status_codes import HTTP_201_CREATED, HTTP_202_ACCEPTED
from momento_chassis.audit import audit

from momento_ingest.adapters.inbound.http.authentication import AnyRequest
from momento_ingest.adapters.inbound.http.dependencies import BEARER, TheCaller, TheEdge
from momento_ingest.adapters.inbound.http.multipart_upload import MultipartUpload
from momento_ingest.adapters.inbound.http.presenters import media_reply
from momento_ingest.adapters.inbound.http.schemas import DelayedUploadReply, MediaReply
from momento_ingest.application.media_item import MediaItem
from momento_ingest.application.receive_upload import Incoming
from momento_ingest.domain.errors import IngestError
from momento_ingest.domain.upload import Upload

ITEM_PATH: Final = "/api/v1/media/"
_FORM_BYTES: Final = 64 * 1024
"""What a form may add to its file: boundaries, headers and the other fields."""
_LENGTH_DIGITS: Final = 18
"""A length of more digits is none; Python refuses to read one of thousands."""


@post("/media", security=BEARER, request_max_body_size=None, summary="Upload a file", tags=["media"])
async def upload_media(
    request: AnyRequest, edge: TheEdge, caller: TheCaller
) -> Response[MediaReply] | Response[DelayedUploadReply]:
    """Takes `multipart/form-data`: optional field `tags` (comma separated), then field `file`.

    Answers 201 with the item, or 202 when the file is clean and will be stored a little later.
    """
    content_length = _content_length(request)
    edge.policy.check_size(max(0, (content_length or 0) - _FORM_BYTES), edge.policy.largest)
    form = MultipartUpload(request.headers.get("content-type", ""), content_length, request.stream())
    incoming = await form.incoming()
    outcome = await _audited(edge, caller, incoming)
    headers = {"Location": f"{ITEM_PATH}{outcome.upload_id}"}
    if isinstance(outcome, Upload):
        delayed = DelayedUploadReply(outcome.upload_id.value, outcome.state.value)
        return Response(delayed, status_code=HTTP_202_ACCEPTED, headers=headers)
    headers["ETag"] = f'"{outcome.etag}"'
    return Response(media_reply(outcome, edge.links), status_code=HTTP_201_CREATED, headers=headers)


async def _audited(edge: TheEdge, caller: TheCaller, incoming: Incoming) -> MediaItem | Upload:
    user_id = caller.user.user_id.value
    try:
        outcome = await edge.upload_media(caller, incoming)
    except IngestError as error:
        audit("media.upload", user_id=user_id, outcome="refused", reason=error.reason)
        raise
    audit("media.upload", user_id=user_id, outcome="success", upload_id=str(outcome.upload_id), sha256=outcome.sha256)
    return outcome


def _content_length(request: AnyRequest) -> int | None:
    text = request.headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) <= _LENGTH_DIGITS else None
