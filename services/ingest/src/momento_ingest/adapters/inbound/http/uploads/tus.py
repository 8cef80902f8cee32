"""`/api/v1/uploads`: resumable uploads, as tus 1.0.0 wants them (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations

from email.utils import format_datetime
from typing import Annotated, Final

from litestar import Response, delete, head, patch, post
from litestar.params import FromPath, HeaderParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT
from momento_chassis.identity import MEDIA_WRITE

from momento_ingest.adapters.inbound.http.authentication import AnyRequest
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, needs
from momento_ingest.adapters.inbound.http.documentation import PieceOperation, answer, problems
from momento_ingest.adapters.inbound.http.problems import CHECKSUM_MISMATCH
from momento_ingest.adapters.inbound.http.uploads.tus_headers import (
    PIECE_TYPE,
    check_piece_type,
    check_version,
    checksum,
    declared,
    whole_number,
)
from momento_ingest.application.uploads.append import Piece
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.uploads.upload import Upload, UploadState

_REJECTIONS: Final = problems(408, 412, 413, 415, 422, 429, CHECKSUM_MISMATCH)
UPLOADS_PATH: Final = "/api/v1/uploads"
_Version = Annotated[str | None, HeaderParameter(name="Tus-Resumable", description="1.0.0")]
_Length = Annotated[str | None, HeaderParameter(name="Upload-Length", description="Length of the file in bytes")]
_Metadata = Annotated[
    str | None,
    HeaderParameter(
        name="Upload-Metadata", description="`filename`, and if you like `filetype`, `tags`, `sha256`; values in base64"
    ),
]
_Offset = Annotated[str | None, HeaderParameter(name="Upload-Offset", description="Where the body belongs, in bytes")]
_Checksum = Annotated[
    str | None, HeaderParameter(name="Upload-Checksum", description="`sha256` or `sha1`, a space, and it in base64")
]


@post(
    "/uploads",
    security=needs(MEDIA_WRITE),
    request_max_body_size=None,
    summary="Begin a resumable upload",
    tags=["uploads"],
    operation_class=PieceOperation,
    responses={201: answer(None, "Begun; `Location` is its address"), **_REJECTIONS, **problems(409, 507)},
)
async def create_upload(
    request: AnyRequest,
    edge: InjectedContext,
    caller: TheCaller,
    tus_resumable: _Version = None,  # noqa: ARG001  # in the document; read strictly below
    upload_length: _Length = None,  # noqa: ARG001  # likewise
    upload_metadata: _Metadata = None,  # noqa: ARG001  # likewise
    upload_checksum: _Checksum = None,  # noqa: ARG001  # likewise
) -> Response[None]:
    """Tus creation. A body of `application/offset+octet-stream` is the first piece (creation-with-upload)."""
    check_version(request.headers)
    async with edge.report_refusals(caller):
        file = declared(request.headers)
    upload = await edge.create_upload(caller, file)
    headers = {"Location": f"{UPLOADS_PATH}/{upload.upload_id}"}
    if request.headers.get("content-type", "").startswith(PIECE_TYPE):
        upload, length = await _append(request, edge, caller, upload.upload_id, 0)
        headers["Upload-Offset"] = str(length)
    return Response(None, status_code=HTTP_201_CREATED, headers={**headers, **_expiry(upload)})


@head(
    "/uploads/{upload_id:str}",
    security=needs(MEDIA_WRITE),
    summary="Ask where to go on",
    tags=["uploads"],
    responses={200: answer(None, "`Upload-Offset` and `Upload-Length` are in the headers"), **problems(412)},
)
async def offset_of_upload(
    request: AnyRequest,
    upload_id: FromPath[str],
    edge: InjectedContext,
    caller: TheCaller,
    tus_resumable: _Version = None,
) -> Response[None]:
    """How much of an upload has arrived."""
    del tus_resumable
    check_version(request.headers)
    progress = await edge.resume_upload(caller, UploadId.followed(upload_id))
    headers = {
        "Upload-Offset": str(progress.received_bytes),
        "Upload-Length": str(progress.upload.size_bytes),
        **_expiry(progress.upload),
    }
    return Response(None, status_code=HTTP_200_OK, headers=headers)


@patch(
    "/uploads/{upload_id:str}",
    security=needs(MEDIA_WRITE),
    status_code=HTTP_204_NO_CONTENT,
    request_max_body_size=None,
    summary="Send a piece",
    tags=["uploads"],
    operation_class=PieceOperation,
    responses={204: answer(None, "Taken; `Upload-Offset` is where to go on"), **_REJECTIONS, **problems(409, 423, 507)},
)
async def append_to_upload(
    request: AnyRequest,
    upload_id: FromPath[str],
    edge: InjectedContext,
    caller: TheCaller,
    tus_resumable: _Version = None,  # noqa: ARG001  # in the document; read strictly below
    upload_offset: _Offset = None,  # noqa: ARG001  # likewise
    upload_checksum: _Checksum = None,  # noqa: ARG001  # likewise
) -> Response[None]:
    """Adds the body at the end of an upload; with its last byte the upload is processed by itself."""
    check_version(request.headers)
    check_piece_type(request.headers)
    offset = whole_number(request.headers, "Upload-Offset")
    upload, length = await _append(request, edge, caller, UploadId.followed(upload_id), offset)
    headers = {"Upload-Offset": str(length), **_expiry(upload)}
    return Response(None, status_code=HTTP_204_NO_CONTENT, headers=headers)


@delete(
    "/uploads/{upload_id:str}",
    security=needs(MEDIA_WRITE),
    summary="End an upload",
    tags=["uploads"],
    responses={204: answer(None, "Ended and forgotten"), **problems(409, 412, 423)},
)
async def terminate_upload(
    request: AnyRequest,
    upload_id: FromPath[str],
    edge: InjectedContext,
    caller: TheCaller,
    tus_resumable: _Version = None,
) -> None:
    """Gives an upload up and forgets what has arrived of it."""
    del tus_resumable
    check_version(request.headers)
    await edge.terminate_upload(caller.user.user_id, UploadId.followed(upload_id))


async def _append(
    request: AnyRequest, edge: InjectedContext, caller: TheCaller, upload_id: UploadId, offset: int
) -> tuple[Upload, int]:
    piece = Piece(offset, request.stream(), checksum(request.headers))
    return await edge.append_upload(caller.user.user_id, upload_id, piece)


def _expiry(upload: Upload) -> dict[str, str]:
    if upload.state is not UploadState.RECEIVING:
        return {}
    return {"Upload-Expires": format_datetime(upload.expires_at, usegmt=True)}
