"""From protobuf to the domain; what cannot be understood raises one of its errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento.media.v1 import media_pb2

from momento_catalog.adapters.inbound.grpc.messages import RENDITIONS
from momento_catalog.adapters.wire import KINDS, moment
from momento_catalog.domain.errors import (
    FilterInvalid,
    MediaNotFound,
    RenditionInvalid,
    TagInvalid,
    UpdateMaskInvalid,
)
from momento_catalog.domain.facets import FacetName
from momento_catalog.domain.filter import MediaFilter
from momento_catalog.domain.identifiers import UploadId
from momento_catalog.domain.media import Edit
from momento_catalog.domain.query import Query
from momento_catalog.domain.tags import TagName
from momento_catalog.domain.text import single_spaced, words_of
from momento_catalog.domain.timeline import Period
from momento_catalog.domain.title import Title

if TYPE_CHECKING:
    from momento.catalog.v1 import catalog_pb2

    from momento_catalog.domain.object_key import Rendition

_EDITABLE: Final = frozenset({"title", "user_tags", "favorite", "trashed"})


def upload_id(text: str) -> UploadId:
    """The upload that `text` names; what cannot be an upload id names nothing: MediaNotFound."""
    try:
        return UploadId(text)
    except ValueError as error:
        raise MediaNotFound("There is no such item; check its id.") from error


def media_filter(request: catalog_pb2.ListMediaRequest) -> MediaFilter:
    """What `request` narrows the list to; raises FilterInvalid."""
    try:
        period = Period(moment(request, "taken_from"), moment(request, "taken_until"))
        tags = frozenset(map(TagName.typed, request.tags))
    except (ValueError, OverflowError) as error:
        raise FilterInvalid("The period lies outside of the years 1 to 9999; choose other dates.") from error
    except TagInvalid as error:
        raise FilterInvalid(str(error)) from error
    if request.kind not in (*KINDS, media_pb2.MEDIA_KIND_UNSPECIFIED):
        raise FilterInvalid("There is no such kind; ask for photos or videos.")
    return MediaFilter(Query.parse(request.query), KINDS.get(request.kind), tags, period, request.trashed)


def edit(request: catalog_pb2.UpdateMediaRequest) -> Edit:
    """What `request` changes (AIP-134); raises UpdateMaskInvalid, TitleInvalid or TagInvalid."""
    mask = frozenset(request.update_mask.paths)
    if not mask or mask - _EDITABLE:
        raise UpdateMaskInvalid("An edit names what it changes: title, user_tags, favorite or trashed.")
    return Edit(
        title=Title(request.title) if "title" in mask else None,
        own_tags=tuple(map(TagName.typed, request.user_tags)) if "user_tags" in mask else None,
        favorite=request.favorite if "favorite" in mask else None,
        trashed=request.trashed if "trashed" in mask else None,
    )


def rendition(request: catalog_pb2.CreateMediaLinkRequest) -> Rendition:
    """Which object is meant; raises RenditionInvalid."""
    if request.rendition not in RENDITIONS:
        raise RenditionInvalid("There is no such rendition; ask for the original or a preview.")
    return RENDITIONS[request.rendition]


def facet_prefix(name: FacetName, text: str) -> str:
    """`text` as values of the facet are written."""
    if name is FacetName.WORD:
        return next(words_of(text), "")
    return single_spaced(text.lower())
