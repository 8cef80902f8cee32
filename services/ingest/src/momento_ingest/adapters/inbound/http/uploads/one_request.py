"""`POST /api/v1/media`: one file in one request."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Response, post
from litestar.params import HeaderParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED
from momento_chassis.identity import MEDIA_WRITE

from momento_ingest.adapters.inbound.http.authentication import AnyRequest
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, needs
from momento_ingest.adapters.inbound.http.documentation import FormOperation, answer, problems
from momento_ingest.adapters.inbound.http.library.media_presenters import media_reply
from momento_ingest.adapters.inbound.http.library.media_schemas import MediaReply
from momento_ingest.adapters.inbound.http.uploads.multipart import MultipartUpload
from momento_ingest.adapters.inbound.http.uploads.presenters import upload_reply
from momento_ingest.adapters.inbound.http.uploads.schemas import UploadReply
from momento_ingest.adapters.inbound.http.uploads.tus import UPLOADS_PATH
from momento_ingest.application.uploads.follow import Progress

ITEM_PATH: Final = "/api/v1/media/"
_FORM_BYTES: Final = 64 * 1024
"""What a form may add to its file: boundaries, headers and the other fields."""
_Key = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        pattern="^[\\x21-\\x7e]{1,255}$",
        description="The same for every try to send one file: they make one item",
    ),
]
_ANSWERS: Final = {
    200: answer(MediaReply, "The item that holds the same bytes already"),
    201: answer(MediaReply, "The new item"),
    202: answer(UploadReply, "The upload, which will be at its end a little later"),
    **problems(408, 409, 413, 415, 422, 429, 507),
}
_LENGTH_DIGITS: Final = 18
"""A length of more digits is none; Python refuses to read one of thousands."""


@post(
    "/media",
    security=needs(MEDIA_WRITE),
    request_max_body_size=None,
    summary="Upload a file",
    tags=["media"],
    operation_class=FormOperation,
    responses=_ANSWERS,
)
async def upload_media(
    request: AnyRequest, edge: InjectedContext, caller: TheCaller, idempotency_key: _Key = None
) -> Response[MediaReply] | Response[UploadReply]:
    """Takes `multipart/form-data`: optional field `tags` (comma separated), then field `file`.

    Answers 201 with the new item, 200 with the item that holds the same bytes already, or 202 when the upload will be
    at its end a little later.
    """
    content_length = _content_length(request)
    async with edge.report_refusals(caller):
        edge.policy.check_size(max(0, (content_length or 0) - _FORM_BYTES), edge.policy.largest)
        form = MultipartUpload(request.headers.get("content-type", ""), content_length, request.stream())
        incoming = await form.incoming()
    upload, item = await edge.upload_media(caller, incoming, idempotency_key or "")
    if item is None:
        headers = {"Location": f"{UPLOADS_PATH}/{upload.upload_id}"}
        reply = upload_reply(Progress(upload, upload.size_bytes))
        return Response(reply, status_code=HTTP_202_ACCEPTED, headers=headers)
    headers = {"Location": f"{ITEM_PATH}{item.upload_id}", "ETag": f'"{item.etag}"'}
    status = HTTP_201_CREATED if item.upload_id == upload.upload_id.value else HTTP_200_OK
    return Response(media_reply(item), status_code=status, headers=headers)


def _content_length(request: AnyRequest) -> int | None:
    text = request.headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) <= _LENGTH_DIGITS else None
