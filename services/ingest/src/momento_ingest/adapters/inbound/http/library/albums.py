"""`/api/v1/albums`: sets of items that a user makes and arranges; `/api/v1/media/bulk`: many items at once."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK
from momento_chassis.identity import MEDIA_READ, MEDIA_WRITE
from msgspec import UNSET, UnsetType

from momento_ingest.adapters.inbound.http.connections.compression import COMPRESSED
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, needs
from momento_ingest.adapters.inbound.http.documentation import problems
from momento_ingest.adapters.inbound.http.library.album_presenters import album_reply, albums_reply, outcomes_reply
from momento_ingest.adapters.inbound.http.library.album_schemas import (
    AlbumChangeRequest,
    AlbumReply,
    AlbumRequest,
    AlbumsReply,
    ArrangeRequest,
    BulkRequest,
    OutcomesReply,
)
from momento_ingest.adapters.inbound.http.library.media_presenters import page_reply
from momento_ingest.adapters.inbound.http.library.media_schemas import MediaPageReply
from momento_ingest.application.ports.albums import AlbumChange, AlbumItem, BulkChange
from momento_ingest.application.ports.catalog import TagChanges
from momento_ingest.domain.errors import InvalidInput, PreconditionRequired
from momento_ingest.domain.identifiers import AlbumId, UploadId

_Cursor = Annotated[str, QueryParameter(name="cursor", max_length=2000, description="`nextCursor` of the page before")]
_Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=200)]
_Etag = Annotated[str | None, HeaderParameter(name="If-Match", description="The album's `etag`")]


@get("/albums", security=needs(MEDIA_READ), summary="List albums", tags=["albums"], middleware=COMPRESSED)
async def list_albums(
    edge: InjectedContext,
    caller: TheCaller,
    archived: FromQuery[bool] = False,  # noqa: FBT002  # a query parameter has no position
    cursor: _Cursor = "",
    limit: _Limit = 50,
) -> AlbumsReply:
    """The caller's albums, newest first: those that were put aside, or the others."""
    page = await edge.albums.page(caller.token, archived=archived, cursor=cursor, limit=limit)
    return albums_reply(page)


@post("/albums", security=needs(MEDIA_WRITE), summary="Make an album", tags=["albums"], responses=problems(409))
async def create_album(data: JSONBody[AlbumRequest], edge: InjectedContext, caller: TheCaller) -> Response[AlbumReply]:
    """An album without items. An account has at most 2,000 unless its operator says otherwise: `TOO_MANY_ALBUMS`."""
    return _shown(await edge.albums.create(caller.token, data.title, data.description), made=True)


@get("/albums/{album_id:str}", security=needs(MEDIA_READ, MEDIA_WRITE), summary="Show an album", tags=["albums"])
async def get_album(album_id: FromPath[str], edge: InjectedContext, caller: TheCaller) -> Response[AlbumReply]:
    """One of the caller's albums."""
    return _shown(await edge.albums.get(caller.token, AlbumId.requested(album_id)))


@patch(
    "/albums/{album_id:str}",
    security=needs(MEDIA_WRITE),
    summary="Edit an album",
    tags=["albums"],
    responses=problems(412, 428),
)
async def change_album(
    album_id: FromPath[str],
    data: JSONBody[AlbumChangeRequest],
    edge: InjectedContext,
    caller: TheCaller,
    if_match: _Etag = None,
) -> Response[AlbumReply]:
    """Changes title, description or cover, or puts the album aside; what the body leaves out stays."""
    if not if_match:
        raise PreconditionRequired(
            "IF_MATCH_MISSING", "Send the album's etag in If-Match, so that no other edit is lost."
        )
    change = AlbumChange(
        title=None if data.title is UNSET else data.title,
        description=None if data.description is UNSET else data.description,
        cover=None if data.cover_upload_id is UNSET else data.cover_upload_id,
        archived=None if data.archived is UNSET else data.archived,
    )
    if change == AlbumChange():
        raise InvalidInput("CHANGE_EMPTY", "Say what to change: title, description, coverUploadId or archived.")
    etag = if_match.strip('"')
    return _shown(await edge.albums.change(caller.token, AlbumId.requested(album_id), etag, change))


@get(
    "/albums/{album_id:str}/media",
    security=needs(MEDIA_READ),
    summary="List the items of an album",
    tags=["albums"],
    middleware=COMPRESSED,
)
async def list_album_media(
    album_id: FromPath[str], edge: InjectedContext, caller: TheCaller, cursor: _Cursor = "", limit: _Limit = 50
) -> MediaPageReply:
    """The items in the order of their owner, without those in the trash."""
    album = AlbumId.requested(album_id)
    return page_reply(
        await edge.albums.media(caller.token, album, cursor=cursor, limit=limit),
    )


@post(
    "/albums/{album_id:str}/media",
    security=needs(MEDIA_WRITE),
    summary="Put items into an album or move them in it",
    tags=["albums"],
    middleware=COMPRESSED,
    status_code=HTTP_200_OK,
    responses=problems(409),
)
async def arrange_album(
    album_id: FromPath[str], data: JSONBody[ArrangeRequest], edge: InjectedContext, caller: TheCaller
) -> OutcomesReply:
    """Puts up to 500 items at a place of the album, which takes 10,000; to take items out, use `POST /media/bulk`."""
    if data.after is not UNSET and data.beginning:
        raise InvalidInput("PLACE_INVALID", "Say `after` or `beginning`, but not both.")
    outcomes = await edge.albums.arrange(
        caller.token,
        AlbumId.requested(album_id),
        list(map(UploadId.requested, data.upload_ids)),
        after=None if data.after is UNSET else UploadId.requested(data.after),
        beginning=data.beginning,
    )
    return outcomes_reply(outcomes)


@post(
    "/media/bulk",
    security=needs(MEDIA_WRITE),
    summary="Edit many items",
    tags=["media"],
    middleware=COMPRESSED,
    status_code=HTTP_200_OK,
    responses=problems(404, 409),
)
async def change_many(data: JSONBody[BulkRequest], edge: InjectedContext, caller: TheCaller) -> OutcomesReply:
    """Changes up to 500 items, each by itself: what becomes of one does not concern the others. May be repeated."""
    tags = TagChanges(add=tuple(data.add_tags), reject=tuple(data.reject_tags), remove=tuple(data.remove_tags))
    change = BulkChange(
        tags=None if tags == TagChanges() else tags,
        favorite=None if data.favorite is UNSET else data.favorite,
        trashed=None if data.trashed is UNSET else data.trashed,
        join=_album(data.add_to_album),
        leave=_album(data.remove_from_album),
    )
    if change == BulkChange():
        raise InvalidInput("CHANGE_EMPTY", "Say what to change: tags, favorite, trashed or an album.")
    items = list(map(UploadId.requested, data.upload_ids))
    return outcomes_reply(await edge.albums.change_each(caller.token, items, change))


def _album(text: str | UnsetType) -> AlbumId | None:
    return None if text is UNSET else AlbumId.requested(text)


def _shown(album: AlbumItem, *, made: bool = False) -> Response[AlbumReply]:
    headers = {"ETag": f'"{album.etag}"'}
    if made:
        headers["Location"] = f"/api/v1/albums/{album.album_id}"
    return Response(album_reply(album), headers=headers)
