"""From the edge's albums to what the API says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from momento_ingest.adapters.inbound.http.library import album_schemas as schemas
from momento_ingest.adapters.inbound.http.library.media_presenters import media_reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_ingest.application.ports.albums import AlbumItem, AlbumPage, Outcome


def album_reply(album: AlbumItem) -> schemas.AlbumReply:
    """An album."""
    return schemas.AlbumReply(
        album_id=album.album_id,
        title=album.title,
        description=album.description,
        media_count=album.media_count,
        created_at=album.created_at,
        updated_at=album.updated_at,
        etag=album.etag,
        cover=media_reply(album.cover) if album.cover else UNSET,
        archived_at=album.archived_at or UNSET,
    )


def albums_reply(page: AlbumPage) -> schemas.AlbumsReply:
    """A page of albums."""
    return schemas.AlbumsReply([album_reply(album) for album in page.albums], page.next_cursor)


def outcomes_reply(outcomes: Sequence[Outcome]) -> schemas.OutcomesReply:
    """What became of many items."""
    return schemas.OutcomesReply(sum(not it.reason for it in outcomes), list(map(_outcome, outcomes)))


def _outcome(outcome: Outcome) -> schemas.OutcomeReply:
    if outcome.reason:
        return schemas.OutcomeReply(outcome.upload_id, done=False, code=outcome.reason, detail=outcome.message)
    return schemas.OutcomeReply(outcome.upload_id, done=True, etag=outcome.etag)
