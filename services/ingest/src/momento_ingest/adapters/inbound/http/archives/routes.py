"""`/api/v1/export`, `/api/v1/media/archive`, `/api/v1/archives`: originals and what is known of them, as a ZIP."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import Response, get, head, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream
from momento_chassis.identity import MEDIA_READ

from momento_ingest.adapters.inbound.http.archives.schemas import ArchiveRequest
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, TheClient, needs
from momento_ingest.adapters.inbound.http.documentation import answer, problems
from momento_ingest.adapters.inbound.http.library.media_schemas import LinkReply
from momento_ingest.domain.identifiers import UploadId

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

_ZIP: Final = "application/zip"
ARCHIVES: Final = "/api/v1/archives/"
_ANSWERS: Final = {200: answer(bytes, "A ZIP archive, as it is made", _ZIP), **problems(429)}


@get("/export", security=needs(MEDIA_READ), summary="Export everything", tags=["account"], responses=_ANSWERS)
async def export(edge: InjectedContext, caller: TheCaller, client: TheClient) -> Stream:
    """All originals by year and month, and `momento.json` with records, albums and, with `account:read`, activity.

    An archive that breaks off cannot be opened; one that lacks something says so in its comment and in `momento.json`.
    """
    return _saved(await edge.make_archive(await edge.order_archive.at_once(caller, client)))


@head("/export", security=needs(MEDIA_READ), include_in_schema=False)
async def export_headers() -> Response[None]:
    """What `GET` answers with, without making an archive."""
    return Response(None, headers={"Content-Type": _ZIP, **_headers()})


@post("/export", security=needs(MEDIA_READ), summary="Get a link to an export", tags=["account"])
async def order_export(edge: InjectedContext, caller: TheCaller, client: TheClient) -> LinkReply:
    """A link to what `GET /export` answers, for a browser to save: works once, within five minutes, for anyone."""
    return _link(*await edge.order_archive.ticket(caller, client))


@post("/media/archive", security=needs(MEDIA_READ), summary="Get a link to some originals", tags=["media"])
async def order_archive(
    data: JSONBody[ArchiveRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> LinkReply:
    """A link to a ZIP of these items, side by side: good once, for five minutes, for anyone who has it."""
    selection = tuple(UploadId(it) for it in dict.fromkeys(data.upload_ids))
    return _link(*await edge.order_archive.ticket(caller, client, selection))


@get(
    "/archives/{ticket:str}",
    summary="Follow a link to an archive",
    tags=["media"],
    responses={**_ANSWERS, **problems(401, 403)},
)
async def fetch_archive(ticket: FromPath[str], edge: InjectedContext) -> Stream:
    """The archive that was ordered; the link is all the permission that it takes, and is used up when this begins."""
    order = await edge.order_archive.find(ticket)
    return _saved(await edge.make_archive(order, partial(edge.order_archive.claim, ticket)))


@head("/archives/{ticket:str}", include_in_schema=False)
async def archive_headers(ticket: FromPath[str], edge: InjectedContext) -> Response[None]:
    """What `GET` answers with; the link is not used up."""
    await edge.order_archive.find(ticket)
    return Response(None, headers={"Content-Type": _ZIP, **_headers()})


def _link(ticket: str, expires_at: datetime) -> LinkReply:
    return LinkReply(ARCHIVES + ticket, expires_at)


def _saved(pieces: AsyncGenerator[bytes, None]) -> Stream:
    return Stream(pieces, media_type=_ZIP, headers=_headers())


def _headers() -> dict[str, str]:
    name = f"momento-{datetime.now(UTC):%Y-%m-%d}.zip"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
