"""`/api/v1/media`: listing, showing, editing, and links to download."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from litestar import Response, delete, get, patch
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter
from momento_chassis.identity import MEDIA_READ, MEDIA_WRITE
from msgspec import UNSET, UnsetType

from momento_ingest.adapters.inbound.http.connections.compression import COMPRESSED
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, needs
from momento_ingest.adapters.inbound.http.documentation import problems
from momento_ingest.adapters.inbound.http.library.media_presenters import media_reply, page_reply
from momento_ingest.adapters.inbound.http.library.media_schemas import (
    LinkReply,
    MediaChangeRequest,
    MediaPageReply,
    MediaReply,
    TagChangesRequest,
)
from momento_ingest.adapters.inbound.http.schemas import Kind
from momento_ingest.application.ports.catalog import MediaChange, MediaQuery, TagChanges
from momento_ingest.domain.errors import InvalidInput, PreconditionRequired
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.library.media_item import MediaItem
from momento_ingest.domain.uploads.policy import MediaKind

_DAY: Final = timedelta(days=1)
_LANGUAGE: Final = (
    "Words that must all be found, and filters: tag: type: place: country: city: camera: lens: taken: after: before: "
    'filename: title: color: is: near:. A - negates, | means or, "quotes" hold words together, * takes any ending.'
)
_Search = Annotated[str, QueryParameter(name="q", max_length=500, description=_LANGUAGE)]
_Tags = Annotated[list[str] | None, QueryParameter(name="tag", max_items=20, description="Tags that must all be there")]
_Type = Annotated[Kind | None, QueryParameter(name="type")]
_From = Annotated[
    str, QueryParameter(name="from", description="Taken then or later: 2008-10-22 or a date-time with zone")
]
_To = Annotated[str, QueryParameter(name="to", description="Taken before a date-time, or on a day or before it")]
_Cursor = Annotated[str, QueryParameter(name="cursor", max_length=2000, description="`nextCursor` of the page before")]
_Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=200)]
_Explain = Annotated[bool, QueryParameter(name="explain", description="Whether to say why each item was found")]
_Etag = Annotated[str | None, HeaderParameter(name="If-Match", description="The item's `etag`")]


@get("/media", security=needs(MEDIA_READ), summary="List and search", tags=["media"], middleware=COMPRESSED)
async def list_media(
    edge: InjectedContext,
    caller: TheCaller,
    *,
    text: _Search = "",
    tag: _Tags = None,
    kind: _Type = None,
    taken_from: _From = "",
    taken_to: _To = "",
    trashed: FromQuery[bool] = False,
    cursor: _Cursor = "",
    limit: _Limit = 50,
    explain: _Explain = False,
) -> MediaPageReply:
    """The caller's items that match, newest first."""
    query = MediaQuery(
        text=text,
        kind=MediaKind(kind) if kind else None,
        tags=tuple(tag or ()),
        taken_from=_moment("from", taken_from, _start_of_day),
        taken_until=_moment("to", taken_to, lambda day: _start_of_day(day) + _DAY),
        trashed=trashed,
        cursor=cursor,
        limit=limit,
        explain=explain,
    )
    return page_reply(await edge.catalog.find(caller.token, query))


@get("/media/{upload_id:str}", security=needs(MEDIA_READ, MEDIA_WRITE), summary="Show an item", tags=["media"])
async def get_media(upload_id: FromPath[str], edge: InjectedContext, caller: TheCaller) -> Response[MediaReply]:
    """One of the caller's items."""
    return _shown(await edge.catalog.get(caller.token, UploadId.requested(upload_id)))


@patch(
    "/media/{upload_id:str}",
    security=needs(MEDIA_WRITE),
    summary="Edit an item",
    tags=["media"],
    responses=problems(412, 428),
)
async def change_media(
    upload_id: FromPath[str],
    data: JSONBody[MediaChangeRequest],
    edge: InjectedContext,
    caller: TheCaller,
    if_match: _Etag = None,
) -> Response[MediaReply]:
    """Changes title, own tags, favourite or trash; what the body leaves out stays."""
    if not if_match:
        raise PreconditionRequired(
            "IF_MATCH_MISSING", "Send the item's etag in If-Match, so that no other edit is lost."
        )
    change = MediaChange(
        title=None if data.title is UNSET else data.title,
        tags=_tags(data.tags),
        favorite=None if data.favorite is UNSET else data.favorite,
        trashed=None if data.trashed is UNSET else data.trashed,
    )
    if change == MediaChange():
        raise InvalidInput("CHANGE_EMPTY", "Say what to change: title, tags, favorite or trashed.")
    return _shown(await edge.catalog.change(caller.token, UploadId.requested(upload_id), if_match.strip('"'), change))


@delete(
    "/media/{upload_id:str}",
    security=needs(MEDIA_WRITE),
    summary="Purge an item in the trash",
    tags=["media"],
    responses=problems(409, 412),
)
async def purge_media(upload_id: FromPath[str], edge: InjectedContext, caller: TheCaller) -> None:
    """Ends an item for good. It has to be in the trash; its place in the quota is free at once."""
    await edge.catalog.purge(caller.token, UploadId.requested(upload_id))


@get(
    "/media/{upload_id:str}/download", security=needs(MEDIA_READ), summary="Get a link to the original", tags=["media"]
)
async def link_media(
    upload_id: FromPath[str],
    edge: InjectedContext,
    caller: TheCaller,
    disposition: Annotated[str, QueryParameter(name="disposition", pattern="^(attachment|inline)$")] = "attachment",
) -> LinkReply:
    """A link that works for a few minutes, no matter who has it."""
    attachment = disposition == "attachment"
    link = await edge.catalog.link(caller.token, UploadId.requested(upload_id), attachment=attachment)
    return LinkReply(edge.links_for(caller).publish(link.url), link.expires_at)


def _shown(item: MediaItem) -> Response[MediaReply]:
    return Response(media_reply(item), headers={"ETag": f'"{item.etag}"'})


def _tags(tags: list[str] | TagChangesRequest | UnsetType) -> tuple[str, ...] | TagChanges | None:
    if isinstance(tags, TagChangesRequest):
        return TagChanges(tuple(tags.add), tuple(tags.accept), tuple(tags.reject), tuple(tags.remove))
    return None if tags is UNSET else tuple(tags)


def _start_of_day(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _moment(name: str, text: str, of_day: Callable[[date], datetime]) -> datetime | None:
    if not text:
        return None
    try:
        if len(text) == len("2008-10-22"):
            return of_day(date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise _unreadable(name)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _unreadable(name) from error


def _unreadable(name: str) -> InvalidInput:
    sentence = f"`{name}` must be a day (2008-10-22) or a date-time with its zone (2008-10-22T16:28:39Z)."
    return InvalidInput("DATE_INVALID", sentence)
