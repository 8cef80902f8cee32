"""The service's methods: read the request, do the use case, write the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2, catalog_pb2_grpc
from momento_chassis.identity import ACCOUNT_READ, ACCOUNTS_ADMINISTER, MEDIA_PURGE, MEDIA_READ, MEDIA_WRITE

from momento_catalog.adapters.inbound.grpc import requests
from momento_catalog.adapters.inbound.grpc.albums.methods import AlbumMethods
from momento_catalog.adapters.inbound.grpc.messages import event_message, link_message, match_message, reason_message
from momento_catalog.adapters.wire import recorded_media
from momento_catalog.application.records.edit import kind_of
from momento_catalog.domain.audit.event import EventKind
from momento_catalog.domain.index.facets import browsable_facet

if TYPE_CHECKING:
    import grpc

    from momento_catalog.adapters.inbound.grpc.albums.methods import AlbumUseCases
    from momento_catalog.adapters.inbound.grpc.audit_trail import AuditTrail
    from momento_catalog.adapters.inbound.grpc.identity import Identity
    from momento_catalog.adapters.inbound.grpc.maintenance import Maintenance
    from momento_catalog.adapters.inbound.grpc.media_presenter import MediaPresenter
    from momento_catalog.application.audit.list_activity import ListActivity
    from momento_catalog.application.lifecycle.purge_library import PurgeLibrary
    from momento_catalog.application.lifecycle.purge_media import PurgeMedia
    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.application.ports.query_language import QueryLanguage
    from momento_catalog.application.ports.usages import Usages
    from momento_catalog.application.records.discard import DiscardUpload
    from momento_catalog.application.records.edit import EditMedia
    from momento_catalog.application.records.find_by_checksum import FindMediaByChecksum
    from momento_catalog.application.records.get import GetMedia
    from momento_catalog.application.records.issue_link import IssueLink
    from momento_catalog.application.records.locate_previews import LocatePreviews
    from momento_catalog.application.records.record import RecordMedia
    from momento_catalog.application.search.list_library import ListLibrary
    from momento_catalog.application.search.list_media import ListMedia
    from momento_catalog.application.timeline.browse_facet_values import BrowseFacetValues
    from momento_catalog.application.timeline.browse_months import BrowseMonths
    from momento_catalog.application.usage.list_usage import ListUsage


@dataclass(frozen=True, slots=True)
class UseCases:
    """Everything that the service can do."""

    record_media: RecordMedia
    discard_upload: DiscardUpload
    get_media: GetMedia
    list_media: ListMedia
    list_library: ListLibrary
    edit_media: EditMedia
    issue_link: IssueLink
    locate_previews: LocatePreviews
    browse_months: BrowseMonths
    browse_facet_values: BrowseFacetValues
    find_media_by_checksum: FindMediaByChecksum
    usages: Usages
    list_usage: ListUsage
    purge_media: PurgeMedia
    purge_library: PurgeLibrary
    activity: Activity
    list_activity: ListActivity
    albums: AlbumUseCases


class CatalogServicer(AlbumMethods, catalog_pb2_grpc.CatalogServiceServicer):
    """Implements `momento.catalog.v1.CatalogService`; see the protobuf file for what each method does."""

    def __init__(  # the six things that its calls need, put together once by bootstrap
        self,
        identity: Identity,
        use_cases: UseCases,
        present: MediaPresenter,
        language: QueryLanguage,
        trail: AuditTrail,
        housekeeping: Maintenance,
    ) -> None:
        """Takes what tells users, what is done for them, what makes messages of items, reads searches and looks on."""
        super().__init__(identity, use_cases.albums, present, trail)
        self._maintenance = housekeeping
        self._do = use_cases
        self._language = language

    def RecordMedia(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.RecordMediaRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.RecordMediaResponse:
        """Records a stored upload."""
        with self._identity.grant(context, request.upload_id) as (user_id, upload_id):
            record = self._do.record_media(recorded_media(user_id, upload_id, request), copied=request.copied)
            duplicate = record.media.upload_id != upload_id
            return catalog_pb2.RecordMediaResponse(media=self._item(record), duplicate=duplicate)

    def DiscardUpload(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.DiscardUploadRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.DiscardUploadResponse:
        """Ends an upload that is refused after it was stored."""
        with self._identity.grant(context, request.upload_id) as (user_id, upload_id):
            self._do.discard_upload(user_id, upload_id, request.object_keys)
            return catalog_pb2.DiscardUploadResponse()

    def GetMedia(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.GetMediaRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.GetMediaResponse:
        """Reads one item."""
        with (
            self._identity.user(context, MEDIA_READ, MEDIA_WRITE) as user_id,
            self._trail.asked(user_id, request.upload_id),
        ):
            record = self._do.get_media(user_id, requests.upload_id(request.upload_id))
            return catalog_pb2.GetMediaResponse(media=self._item(record))

    def ListMedia(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.ListMediaRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.ListMediaResponse:
        """Lists items, page by page."""
        with self._identity.user(context, MEDIA_READ) as user_id:
            wanted = requests.media_filter(request, self._language)
            page = self._do.list_media(user_id, wanted, request.page_size, request.page_token)
            self._maintenance.visit(user_id)
            found = [self._item(record) for record in page.records]
            if request.explain:
                for message, record in zip(found, page.records, strict=True):
                    message.matches.extend(map(reason_message, wanted.explained(record.media)))
            return catalog_pb2.ListMediaResponse(media=found, next_page_token=page.next_token)

    def ListLibrary(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.ListLibraryRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.ListLibraryResponse:
        """Lists everything, page by page."""
        with self._identity.user(context, MEDIA_READ) as user_id:
            page = self._do.list_library(user_id, request.page_size, request.page_token)
            items = map(self._item, page.records)
            return catalog_pb2.ListLibraryResponse(media=items, next_page_token=page.next_token)

    def UpdateMedia(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.UpdateMediaRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.UpdateMediaResponse:
        """Edits an item."""
        with self._identity.user(context, MEDIA_WRITE) as user_id:
            edit = requests.edit(request)
            with self._trail.asked(user_id, request.upload_id, kind_of(edit)):
                record = self._do.edit_media(user_id, requests.upload_id(request.upload_id), request.etag, edit)
            return catalog_pb2.UpdateMediaResponse(media=self._item(record))

    def CreateMediaLink(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.CreateMediaLinkRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.CreateMediaLinkResponse:
        """Hands out a link."""
        with self._identity.user(context, MEDIA_READ) as user_id:
            rendition = requests.rendition(request)
            with self._trail.asked(user_id, request.upload_id, EventKind.LINK_ISSUED):
                link = self._do.issue_link(
                    user_id,
                    requests.upload_id(request.upload_id),
                    rendition,
                    seconds=request.lifetime_seconds,
                    attachment=request.attachment,
                )
            self._trail.link_issued(user_id, request.upload_id, rendition)
            return catalog_pb2.CreateMediaLinkResponse(link=link_message(link))

    def LocatePreviews(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.LocatePreviewsRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.LocatePreviewsResponse:
        """Says where previews can be read."""
        with self._identity.user(context, MEDIA_READ) as user_id:
            upload_ids = [requests.upload_id(text) for text in request.upload_ids]
            links = self._do.locate_previews(user_id, upload_ids, requests.rendition(request))
            self._trail.absent(user_id, (it for it in upload_ids if it not in links))
            return catalog_pb2.LocatePreviewsResponse(
                addresses={str(upload_id): link.url for upload_id, link in links.items()}
            )

    def ListMonths(  # noqa: N802  # named by the protobuf file
        self,
        request: catalog_pb2.ListMonthsRequest,  # noqa: ARG002  # it is empty
        context: grpc.ServicerContext,
    ) -> catalog_pb2.ListMonthsResponse:
        """Counts items by month."""
        with self._identity.user(context, MEDIA_READ) as user_id:
            months = self._do.browse_months(user_id)
            return catalog_pb2.ListMonthsResponse(
                months=[catalog_pb2.Month(month=str(month), media_count=count) for month, count in months]
            )

    def ListFacetValues(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.ListFacetValuesRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.ListFacetValuesResponse:
        """Suggests values of a facet."""
        with self._identity.user(context, MEDIA_READ) as user_id:
            name = browsable_facet(request.facet)
            prefix = requests.facet_prefix(name, request.prefix)
            values = self._do.browse_facet_values(user_id, name, prefix, request.page_size)
            return catalog_pb2.ListFacetValuesResponse(
                values=[catalog_pb2.FacetValue(value=facet.value, media_count=count) for facet, count in values]
            )

    def FindMediaByChecksum(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.FindMediaByChecksumRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.FindMediaByChecksumResponse:
        """Tells which bytes are there already."""
        with self._identity.holder(context, MEDIA_READ, MEDIA_WRITE) as user_id:
            found = self._do.find_media_by_checksum(user_id, request.sha256)
            return catalog_pb2.FindMediaByChecksumResponse(matches=[match_message(*match) for match in found])

    def GetUsage(  # noqa: N802  # named by the protobuf file
        self,
        request: catalog_pb2.GetUsageRequest,  # noqa: ARG002  # it is empty
        context: grpc.ServicerContext,
    ) -> catalog_pb2.GetUsageResponse:
        """Tells how much is stored."""
        with self._identity.holder(context, MEDIA_READ, MEDIA_WRITE) as user_id:
            usage = self._do.usages.of(user_id)
            return catalog_pb2.GetUsageResponse(media_count=usage.media_count, size_bytes=usage.size_bytes)

    def ListUsage(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.ListUsageRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.ListUsageResponse:
        """Tells an administrator how much others have stored."""
        with self._identity.user(context, ACCOUNTS_ADMINISTER):
            return catalog_pb2.ListUsageResponse(
                usages=[
                    catalog_pb2.UserUsage(
                        user_id=str(user_id), media_count=usage.media_count, size_bytes=usage.size_bytes
                    )
                    for user_id, usage in self._do.list_usage(request.user_ids)
                ]
            )

    def PurgeMedia(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.PurgeMediaRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.PurgeMediaResponse:
        """Ends an item."""
        with (
            self._identity.user(context, MEDIA_WRITE) as user_id,
            self._trail.asked(user_id, request.upload_id, EventKind.MEDIA_PURGED),
        ):
            self._do.purge_media(user_id, requests.upload_id(request.upload_id))
            return catalog_pb2.PurgeMediaResponse()

    def PurgeLibrary(  # noqa: N802  # named by the protobuf file
        self,
        request: catalog_pb2.PurgeLibraryRequest,  # noqa: ARG002  # it is empty
        context: grpc.ServicerContext,
    ) -> catalog_pb2.PurgeLibraryResponse:
        """Ends everything, part by part."""
        with self._identity.user(context, MEDIA_PURGE) as user_id:
            return catalog_pb2.PurgeLibraryResponse(more=self._do.purge_library(user_id))

    def ReportUpload(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.ReportUploadRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.ReportUploadResponse:
        """Keeps the end of an upload."""
        with self._identity.grant(context, request.upload_id) as (user_id, _):
            self._do.activity.record(requests.reported(user_id, request))
            return catalog_pb2.ReportUploadResponse()

    def ListActivity(  # noqa: N802  # named by the protobuf file
        self, request: catalog_pb2.ListActivityRequest, context: grpc.ServicerContext
    ) -> catalog_pb2.ListActivityResponse:
        """Tells what happened."""
        with self._identity.user(context, ACCOUNT_READ) as user_id:
            events = self._do.list_activity(user_id, request.page_size, request.before_event_id)
            return catalog_pb2.ListActivityResponse(events=map(event_message, events))
