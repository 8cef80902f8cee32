"""The service's methods for albums, and for many items at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2
from momento_chassis.identity import MEDIA_READ, MEDIA_WRITE

from momento_catalog.adapters.inbound.grpc import requests
from momento_catalog.adapters.inbound.grpc.albums import requests as album_requests
from momento_catalog.adapters.inbound.grpc.messages import album_message, outcome_message
from momento_catalog.domain.title import Title

if TYPE_CHECKING:
    import grpc

    from momento_catalog.adapters.inbound.grpc.audit_trail import AuditTrail
    from momento_catalog.adapters.inbound.grpc.identity import Identity
    from momento_catalog.adapters.inbound.grpc.media_presenter import MediaPresenter
    from momento_catalog.application.albums.arrange import ArrangeAlbum
    from momento_catalog.application.albums.create import CreateAlbum
    from momento_catalog.application.albums.edit import EditAlbum
    from momento_catalog.application.albums.get import GetAlbum
    from momento_catalog.application.albums.list_albums import ListAlbums
    from momento_catalog.application.albums.list_media import ListAlbumMedia
    from momento_catalog.application.albums.presentation import ShowAlbums, ShownAlbum
    from momento_catalog.application.bulk.edit import BulkEditMedia
    from momento_catalog.domain.albums.album import Album
    from momento_catalog.domain.identifiers import UserId


@dataclass(frozen=True, slots=True)
class AlbumUseCases:
    """What can be done with albums and with many items."""

    create: CreateAlbum
    get: GetAlbum
    list: ListAlbums
    edit: EditAlbum
    list_media: ListAlbumMedia
    arrange: ArrangeAlbum
    show: ShowAlbums
    bulk_edit: BulkEditMedia


class AlbumMethods:
    """A part of `momento.catalog.v1.CatalogService`; see the protobuf file for what each method does."""

    def __init__(
        self,
        identity: Identity,
        use_cases: AlbumUseCases,
        present: MediaPresenter,
        trail: AuditTrail,
    ) -> None:
        """Takes what tells users, what can be done for them, what makes messages of items, and what looks on."""
        self._identity = identity
        self._albums = use_cases
        self._item = present
        self._trail = trail

    def BulkUpdateMedia(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.BulkUpdateMediaRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.BulkUpdateMediaResponse:
        """Edits many items."""
        with self._identity.user(context, MEDIA_WRITE) as user_id, self._trail.asked(user_id):
            items = [requests.upload_id(text) for text in request.upload_ids]
            outcomes = self._albums.bulk_edit(user_id, items, album_requests.bulk_edit(request))
            self._trail.edited_each(user_id, outcomes)
            return catalog_pb2.BulkUpdateMediaResponse(outcomes=map(outcome_message, outcomes))

    def CreateAlbum(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.CreateAlbumRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.CreateAlbumResponse:
        """Makes an album."""
        with self._identity.user(context, MEDIA_WRITE) as user_id:
            album = self._albums.create(user_id, Title(request.title), request.description)
            return catalog_pb2.CreateAlbumResponse(album=self._shown(user_id, album))

    def GetAlbum(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.GetAlbumRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.GetAlbumResponse:
        """Reads one album."""
        with self._identity.user(context, MEDIA_READ, MEDIA_WRITE) as user_id, self._trail.asked(user_id):
            album = self._albums.get(user_id, album_requests.album_id(request.album_id))
            return catalog_pb2.GetAlbumResponse(album=self._shown(user_id, album))

    def ListAlbums(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.ListAlbumsRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.ListAlbumsResponse:
        """Lists albums, page by page."""
        with self._identity.user(context, MEDIA_READ) as user_id:
            page = self._albums.list(user_id, request.page_size, request.page_token, archived=request.archived)
            albums = map(self._message, page.albums)
            return catalog_pb2.ListAlbumsResponse(albums=albums, next_page_token=page.next_token)

    def UpdateAlbum(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.UpdateAlbumRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.UpdateAlbumResponse:
        """Edits an album."""
        with self._identity.user(context, MEDIA_WRITE) as user_id, self._trail.asked(user_id, request.cover_upload_id):
            edit = album_requests.album_edit(request)
            album = self._albums.edit(user_id, album_requests.album_id(request.album_id), request.etag, edit)
            return catalog_pb2.UpdateAlbumResponse(album=self._shown(user_id, album))

    def ListAlbumMedia(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.ListAlbumMediaRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.ListAlbumMediaResponse:
        """Lists the items of an album, page by page."""
        with self._identity.user(context, MEDIA_READ) as user_id, self._trail.asked(user_id):
            album_id = album_requests.album_id(request.album_id)
            page = self._albums.list_media(user_id, album_id, request.page_size, request.page_token)
            items = map(self._item, page.records)
            return catalog_pb2.ListAlbumMediaResponse(media=items, next_page_token=page.next_token)

    def ArrangeAlbum(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.ArrangeAlbumRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.ArrangeAlbumResponse:
        """Puts items at a place of an album."""
        with self._identity.user(context, MEDIA_WRITE) as user_id, self._trail.asked(user_id, request.after_upload_id):
            album_id = album_requests.album_id(request.album_id)
            items = [requests.upload_id(text) for text in request.upload_ids]
            outcomes = self._albums.arrange(user_id, album_id, items, album_requests.target(request))
            self._trail.edited_each(user_id, outcomes)
            return catalog_pb2.ArrangeAlbumResponse(outcomes=map(outcome_message, outcomes))

    def _shown(self, user_id: UserId, album: Album) -> catalog_pb2.Album:
        (shown,) = self._albums.show(user_id, [album])
        return self._message(shown)

    def _message(self, shown: ShownAlbum) -> catalog_pb2.Album:
        return album_message(shown, self._item(shown.cover) if shown.cover else None)
