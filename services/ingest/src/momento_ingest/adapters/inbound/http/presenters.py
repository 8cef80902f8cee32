"""From the edge's items to what the API says."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from momento_ingest.adapters.inbound.http import account_schemas, schemas, upload_schemas
from momento_ingest.domain.preview_size import PreviewSize
from momento_ingest.domain.upload import UploadState

if TYPE_CHECKING:
    from momento_ingest.application.follow_upload import Progress
    from momento_ingest.application.list_activity import ActivityPage
    from momento_ingest.application.media_item import MediaItem, MediaPage
    from momento_ingest.application.ports.identity import ApiKey, ListedSession, User
    from momento_ingest.application.ports.provider_sign_in import OwnSignInWays
    from momento_ingest.domain.activity import ActivityEvent

T = TypeVar("T", bound=schemas.Reply)
_MEDIA: Final = "/api/v1/media"
_PREVIEW_SIZES: Final = tuple(size.value for size in PreviewSize)
_WORDS: Final[dict[UploadState, upload_schemas.UploadWord]] = {
    UploadState.RECEIVING: "receiving",
    UploadState.RECEIVED: "waiting",
    UploadState.INSPECTING: "scanning",
    UploadState.STORING: "storing",
    UploadState.DONE: "done",
    UploadState.REJECTED: "rejected",
}


def user_reply(user: User) -> account_schemas.UserReply:
    """A person."""
    return account_schemas.UserReply(user.user_id.value, user.email, user.display_name, user.role)


def own_ways_reply(ways: OwnSignInWays) -> account_schemas.OwnSignInWaysReply:
    """How somebody can sign in to their account."""
    link = None
    if ways.linked_email is not None and ways.linked_at is not None:
        link = account_schemas.ProviderLinkReply(ways.linked_email, ways.linked_at)
    return account_schemas.OwnSignInWaysReply(ways.has_password, link)


def sessions_reply(sessions: list[ListedSession]) -> account_schemas.SessionsReply:
    """Where somebody is signed in."""
    return account_schemas.SessionsReply([_converted(it, account_schemas.ListedSessionReply) for it in sessions])


def api_key_reply(key: ApiKey) -> account_schemas.ApiKeyReply:
    """A key for scripts."""
    return _converted(key, account_schemas.ApiKeyReply)


def media_reply(item: MediaItem) -> schemas.MediaReply:
    """An item."""
    return schemas.MediaReply(
        upload_id=item.upload_id,
        file_name=item.file_name,
        kind=item.kind.value,
        content_type=item.content_type,
        bytes=item.bytes,
        sha256=item.sha256,
        width=item.width,
        height=item.height,
        taken_at=item.taken_at,
        taken_at_source=item.taken_at_source,
        uploaded_at=item.uploaded_at,
        favorite=item.favorite,
        tags=[_converted(tag, schemas.TagReply) for tag in item.tags],
        thumbhash=item.thumbhash,
        previews={size: f"{_MEDIA}/{item.upload_id}/previews/{size}" for size in _PREVIEW_SIZES},
        etag=item.etag,
        title=item.title or msgspec.UNSET,
        duration_seconds=_present(item.duration_seconds),
        video_codec=_present(item.video_codec),
        trashed_at=_present(item.trashed_at),
        purge_at=_present(item.purge_at),
        camera=_present(item.camera and _converted(item.camera, schemas.CameraReply)),
        position=_present(item.position and _converted(item.position, schemas.PositionReply)),
        scan=_present(item.scan and _converted(item.scan, schemas.ScanReply)),
        matched=[_converted(match, schemas.MatchReply) for match in item.matched] or msgspec.UNSET,
    )


def page_reply(page: MediaPage) -> schemas.MediaPageReply:
    """A page of items."""
    return schemas.MediaPageReply([media_reply(item) for item in page.items], page.next_cursor)


def activity_reply(page: ActivityPage) -> schemas.ActivityReply:
    """A page of a history."""
    return schemas.ActivityReply([_event(event) for event in page.events], page.next_cursor)


def _event(event: ActivityEvent) -> schemas.ActivityEventReply:
    known = {name: value for name, value in dataclasses.asdict(event).items() if value}
    if event.changed:
        known["changed"] = event.changed.replace("own_tags", "tags").split(",")
    return schemas.ActivityEventReply(**known)


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


def _converted(value: object, schema: type[T]) -> T:
    return msgspec.convert(value, schema, from_attributes=True)


def _present(value: Any) -> Any:
    return msgspec.UNSET if value is None else value
