"""From protobuf to the domain; what cannot be understood raises one of its errors."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2

from momento_catalog.adapters.inbound.grpc.messages import RENDITIONS
from momento_catalog.adapters.wire import KINDS, optional_moment
from momento_catalog.application.audit.events import ended_upload, refused_declaration
from momento_catalog.domain.audit.event import Details, EventKind, Outcome
from momento_catalog.domain.errors import (
    EventInvalid,
    FilterInvalid,
    MediaNotFound,
    RenditionInvalid,
    TagInvalid,
    UpdateMaskInvalid,
)
from momento_catalog.domain.identifiers import UploadId
from momento_catalog.domain.index.facets import FacetName
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.records.tag_changes import NO_TAG_CHANGES, TagChanges
from momento_catalog.domain.records.tags import TagName
from momento_catalog.domain.search.filter import MediaFilter
from momento_catalog.domain.search.query import And
from momento_catalog.domain.search.terms import OfKind, Taken
from momento_catalog.domain.search.text_terms import Tagged
from momento_catalog.domain.text import single_spaced, words_of
from momento_catalog.domain.timeline.timeline import ALWAYS, Period
from momento_catalog.domain.title import Title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from momento_catalog.application.ports.query_language import QueryLanguage
    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.object_key import Rendition
    from momento_catalog.domain.search.query import Term

MAX_TAGS: Final = 20
_ENDS: Final = {
    catalog_pb2.UPLOAD_END_ACCEPTED: (EventKind.UPLOAD_ACCEPTED, Outcome.SUCCESS),
    catalog_pb2.UPLOAD_END_REJECTED: (EventKind.UPLOAD_REJECTED, Outcome.REFUSED),
    catalog_pb2.UPLOAD_END_TERMINATED: (EventKind.UPLOAD_TERMINATED, Outcome.SUCCESS),
    catalog_pb2.UPLOAD_END_EXPIRED: (EventKind.UPLOAD_EXPIRED, Outcome.FAILED),
}
_EDITABLE: Final = frozenset({"title", "user_tags", "tag_changes", "favorite", "trashed"})


def upload_id(text: str) -> UploadId:
    """The upload that `text` names; what cannot be an upload id names nothing: MediaNotFound."""
    try:
        return UploadId(text)
    except ValueError as error:
        raise MediaNotFound("There is no such item; check its id.") from error


def media_filter(request: catalog_pb2.ListMediaRequest, language: QueryLanguage) -> MediaFilter:
    """What `request` narrows the list to; raises FilterInvalid or QueryInvalid."""
    asked = language.read(request.query)
    return MediaFilter(And((asked.wanted, *_narrowings(request))), asked.trashed or request.trashed)


def _narrowings(request: catalog_pb2.ListMediaRequest) -> Iterator[Term]:
    if len(request.tags) > MAX_TAGS:
        raise FilterInvalid(f"A search takes at most {MAX_TAGS} tags; leave some out.")
    if request.kind not in (*KINDS, media_pb2.MEDIA_KIND_UNSPECIFIED):
        raise FilterInvalid("There is no such kind; ask for photos or videos.")
    if request.kind in KINDS:
        yield OfKind(KINDS[request.kind])
    try:
        yield from (Tagged("tag", TagName.typed(tag).value) for tag in request.tags)
        period = Period(optional_moment(request, "taken_from"), optional_moment(request, "taken_until"))
    except TagInvalid as error:
        raise FilterInvalid(str(error)) from error
    except OverflowError as error:
        raise FilterInvalid("The period lies outside of the years 1 to 9999; choose other dates.") from error
    if period != ALWAYS:
        yield Taken(period, f"taken:{_written(period.begin)}..{_written(period.end)}")


def _written(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def edit(request: catalog_pb2.UpdateMediaRequest) -> Edit:
    """What `request` changes (AIP-134); raises UpdateMaskInvalid, TitleInvalid or TagInvalid."""
    mask = frozenset(request.update_mask.paths)
    if not mask or mask - _EDITABLE:
        raise UpdateMaskInvalid("An edit names what it changes: title, user_tags, tag_changes, favorite or trashed.")
    if {"user_tags", "tag_changes"} <= mask:
        raise UpdateMaskInvalid("Say all tags, or changes of single ones, but not both.")
    return Edit(
        title=Title(request.title) if "title" in mask else None,
        own_tags=tuple(map(TagName.typed, request.user_tags)) if "user_tags" in mask else None,
        tag_changes=tag_changes(request.tag_changes) if "tag_changes" in mask else NO_TAG_CHANGES,
        favorite=request.favorite if "favorite" in mask else None,
        trashed=request.trashed if "trashed" in mask else None,
    )


def tag_changes(changes: catalog_pb2.TagChanges) -> TagChanges:
    """Changes of single tags; raises TagInvalid."""
    add, accept, reject, remove = (
        tuple(map(TagName.typed, names)) for names in (changes.add, changes.accept, changes.reject, changes.remove)
    )
    return TagChanges(add, accept, reject, remove)


def rendition(request: catalog_pb2.CreateMediaLinkRequest | catalog_pb2.LocatePreviewsRequest) -> Rendition:
    """Which object is meant; raises RenditionInvalid."""
    if request.rendition not in RENDITIONS:
        raise RenditionInvalid("There is no such rendition; ask for the original or a preview.")
    return RENDITIONS[request.rendition]


def facet_prefix(name: FacetName, text: str) -> str:
    """`text` as values of the facet are written."""
    if name is FacetName.WORD:
        return next(words_of(text), "")
    return single_spaced(text.lower())


def reported(user_id: UserId, request: catalog_pb2.ReportUploadRequest) -> ActivityEvent:
    """The event that `request` reports of an upload of `user_id`; raises EventInvalid."""
    if request.end not in _ENDS or not request.HasField("occurred_at"):
        raise EventInvalid("A report says what became of an upload, and when.")
    details = Details(
        reason=request.reason,
        upload_id=request.upload_id,
        file_name=request.file_name,
        sha256=request.sha256,
        signature=request.signature,
        signature_version=request.signature_version,
        item_id=request.item_id,
    )
    kind, outcome = _ENDS[request.end]
    try:
        happened = request.occurred_at.ToDatetime(tzinfo=UTC)
        if request.declared_only:
            return refused_declaration(user_id, happened, details)
        return ended_upload(user_id, happened, kind, outcome, details)
    except (ValueError, OverflowError) as error:
        raise EventInvalid("An event happened after 1970.") from error
