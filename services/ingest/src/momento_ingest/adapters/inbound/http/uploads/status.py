"""`/api/v1/uploads/{uploadId}`: following an upload; `/api/v1/media/check`: asking before sending one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK
from momento_chassis.identity import MEDIA_READ, MEDIA_WRITE

from momento_ingest.adapters.inbound.http.connections.compression import COMPRESSED
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, needs
from momento_ingest.adapters.inbound.http.documentation import answer, problems
from momento_ingest.adapters.inbound.http.uploads.presenters import upload_reply
from momento_ingest.adapters.inbound.http.uploads.schemas import (
    CheckReply,
    CheckRequest,
    EventReply,
    ExistingReply,
    UploadReply,
    UploadsReply,
)
from momento_ingest.application.uploads.follow import Progress
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.uploads.checksum import declared_sha256

_EVENT_STREAM: Final = "text/event-stream"
_HEARTBEAT: Final = b": still here\n\n"


@get("/uploads", security=needs(MEDIA_READ, MEDIA_WRITE), summary="List unfinished uploads", tags=["uploads"])
async def unfinished_uploads(edge: InjectedContext, caller: TheCaller) -> UploadsReply:
    """The caller's uploads that have not ended, oldest first: to go on with them, or to end them."""
    unfinished = await edge.follow_upload.unfinished(caller)
    return UploadsReply([upload_reply(progress) for progress in unfinished])


@get("/uploads/{upload_id:str}", security=needs(MEDIA_READ, MEDIA_WRITE), summary="Show an upload", tags=["uploads"])
async def show_upload(upload_id: FromPath[str], edge: InjectedContext, caller: TheCaller) -> UploadReply:
    """How far an upload has come, and what it has become."""
    return upload_reply(await edge.follow_upload(caller, UploadId.followed(upload_id)))


@get(
    "/uploads/{upload_id:str}/events",
    security=needs(MEDIA_READ, MEDIA_WRITE),
    summary="Follow an upload",
    tags=["uploads"],
    media_type=_EVENT_STREAM,
    responses={200: answer(EventReply, "One event for each change", _EVENT_STREAM), **problems(429)},
)
async def follow_upload(upload_id: FromPath[str], edge: InjectedContext, caller: TheCaller) -> Stream:
    """Server-sent events: one `state` for each change, each like the answer of `GET`, until the upload has ended."""
    changes = edge.follow_upload.changes(caller, UploadId.followed(upload_id))
    # The first one now, so that what is refused is still answered as a problem.
    first = await anext(changes)
    return Stream(_events(first, changes), media_type=_EVENT_STREAM)


@post(
    "/media/check",
    security=needs(MEDIA_READ, MEDIA_WRITE),
    summary="Ask which files are there",
    tags=["media"],
    middleware=COMPRESSED,
    status_code=HTTP_200_OK,
)
async def check_media(data: JSONBody[CheckRequest], edge: InjectedContext, caller: TheCaller) -> CheckReply:
    """Which of these files the caller has already, also in the trash."""
    checksums = list(dict.fromkeys(declared_sha256(text) for text in data.sha256))
    matches = await edge.catalog.find_by_checksum(caller.token, checksums) if checksums else []
    return CheckReply([ExistingReply(it.sha256, it.upload_id.value, it.trashed) for it in matches])


async def _events(first: Progress | None, changes: AsyncIterator[Progress | None]) -> AsyncIterator[bytes]:
    yield _event(first)
    async for progress in changes:
        yield _event(progress)


def _event(progress: Progress | None) -> bytes:
    if progress is None:
        return _HEARTBEAT
    return b"event: state\ndata: " + msgspec.json.encode(upload_reply(progress)) + b"\n\n"
