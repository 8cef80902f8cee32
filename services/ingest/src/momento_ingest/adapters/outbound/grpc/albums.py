"""Albums, as the catalog service keeps them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from momento.catalog.v1 import catalog_pb2
from momento.catalog.v1.catalog_pb2_grpc import CatalogServiceStub
from momento_chassis.grpc.credentials import bearer_metadata

from momento_ingest.adapters.outbound.grpc.media_messages import item, tag_changes
from momento_ingest.adapters.outbound.grpc.remote import remote_refusals
from momento_ingest.application.ports.albums import AlbumItem, AlbumPage, Outcome
from momento_ingest.domain.library.media_item import MediaPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import grpc.aio
    from momento.catalog.v1.catalog_pb2_grpc import CatalogServiceAsyncStub

    from momento_ingest.application.ports.albums import AlbumChange, BulkChange
    from momento_ingest.domain.identifiers import AlbumId, UploadId

DEADLINE_SECONDS: Final = 10.0
BATCH_DEADLINE_SECONDS: Final = 28.0
"""For five hundred items; the catalog gives a call half a minute at most."""


class GrpcAlbums:
    """Asks the catalog service, with the user's own token."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._catalog: CatalogServiceAsyncStub = CatalogServiceStub(channel)

    async def create(self, token: str, title: str, description: str) -> AlbumItem:
        """See the port."""
        request = catalog_pb2.CreateAlbumRequest(title=title, description=description)
        with remote_refusals():
            answer = await self._catalog.CreateAlbum(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return _album(answer.album)

    async def get(self, token: str, album_id: AlbumId) -> AlbumItem:
        """See the port."""
        request = catalog_pb2.GetAlbumRequest(album_id=album_id.value)
        with remote_refusals():
            answer = await self._catalog.GetAlbum(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return _album(answer.album)

    async def page(self, token: str, *, archived: bool, cursor: str, limit: int) -> AlbumPage:
        """See the port."""
        request = catalog_pb2.ListAlbumsRequest(page_size=limit, page_token=cursor, archived=archived)
        with remote_refusals():
            answer = await self._catalog.ListAlbums(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return AlbumPage(tuple(map(_album, answer.albums)), answer.next_page_token or None)

    async def change(self, token: str, album_id: AlbumId, etag: str, change: AlbumChange) -> AlbumItem:
        """See the port."""
        request = _update_request(album_id, etag, change)
        with remote_refusals():
            answer = await self._catalog.UpdateAlbum(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return _album(answer.album)

    async def media(self, token: str, album_id: AlbumId, *, cursor: str, limit: int) -> MediaPage:
        """See the port."""
        request = catalog_pb2.ListAlbumMediaRequest(album_id=album_id.value, page_size=limit, page_token=cursor)
        metadata = bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.ListAlbumMedia(request, metadata=metadata, timeout=DEADLINE_SECONDS)
        return MediaPage(tuple(map(item, answer.media)), answer.next_page_token or None)

    async def arrange(
        self, token: str, album_id: AlbumId, items: Sequence[UploadId], *, after: UploadId | None, beginning: bool
    ) -> list[Outcome]:
        """See the port."""
        request = catalog_pb2.ArrangeAlbumRequest(album_id=album_id.value, upload_ids=[it.value for it in items])
        if after is not None:
            request.after_upload_id = after.value
        elif beginning:
            request.beginning = True
        metadata = bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.ArrangeAlbum(request, metadata=metadata, timeout=BATCH_DEADLINE_SECONDS)
        return _outcomes(answer.outcomes)

    async def change_each(self, token: str, items: Sequence[UploadId], change: BulkChange) -> list[Outcome]:
        """See the port."""
        request = catalog_pb2.BulkUpdateMediaRequest(
            upload_ids=[it.value for it in items],
            tag_changes=tag_changes(change.tags) if change.tags else None,
            favorite=change.favorite,
            trashed=change.trashed,
            join_album_id=str(change.join or ""),
            leave_album_id=str(change.leave or ""),
        )
        metadata = bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.BulkUpdateMedia(request, metadata=metadata, timeout=BATCH_DEADLINE_SECONDS)
        return _outcomes(answer.outcomes)


def _album(album: catalog_pb2.Album) -> AlbumItem:
    return AlbumItem(
        album_id=album.album_id,
        title=album.title,
        description=album.description,
        media_count=album.media_count,
        cover=item(album.cover) if album.HasField("cover") else None,
        created_at=album.created_at.ToDatetime(UTC),
        updated_at=album.updated_at.ToDatetime(UTC),
        archived_at=album.archived_at.ToDatetime(UTC) if album.HasField("archived_at") else None,
        etag=album.etag,
    )


def _update_request(album_id: AlbumId, etag: str, change: AlbumChange) -> catalog_pb2.UpdateAlbumRequest:
    """Only what the change names stands in the mask."""
    request = catalog_pb2.UpdateAlbumRequest(
        album_id=album_id.value,
        etag=etag,
        title=change.title or "",
        description=change.description or "",
        cover_upload_id=change.cover or "",
        archived=bool(change.archived),
    )
    named = {
        "title": change.title,
        "description": change.description,
        "cover_upload_id": change.cover,
        "archived": change.archived,
    }
    request.update_mask.paths.extend(name for name, value in named.items() if value is not None)
    return request


def _outcomes(outcomes: Iterable[catalog_pb2.ItemOutcome]) -> list[Outcome]:
    return [Outcome(it.upload_id, it.etag, it.reason, it.detail) for it in outcomes]
