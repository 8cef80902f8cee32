"""Items, as the catalog service keeps them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from google.protobuf import json_format
from momento.catalog.v1 import catalog_pb2
from momento.catalog.v1.catalog_pb2_grpc import CatalogServiceStub
from momento_chassis.grpc.credentials import bearer_metadata

from momento_ingest.adapters.outbound.grpc.activity_messages import event, report_request
from momento_ingest.adapters.outbound.grpc.media_messages import (
    item,
    list_request,
    update_request,
    write_facts,
    write_scan,
)
from momento_ingest.adapters.outbound.grpc.remote import remote_refusals
from momento_ingest.application.ports.catalog import (
    ChecksumMatch,
    FacetCount,
    MediaChange,
    MediaLink,
    MediaQuery,
    Usage,
)
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.library.media_item import MediaItem, MediaPage
from momento_ingest.domain.library.preview_size import PreviewSize

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import grpc.aio
    from momento.catalog.v1.catalog_pb2_grpc import CatalogServiceAsyncStub

    from momento_ingest.application.ports.inspector import Acceptance
    from momento_ingest.domain.audit.event import ActivityEvent
    from momento_ingest.domain.uploads.upload import Upload
    from momento_ingest.domain.uploads.upload_event import UploadReport

DEADLINE_SECONDS: Final = 10.0
ENTRY_VERSION: Final = 1
_RENDITIONS: Final = {
    PreviewSize.SMALL: catalog_pb2.RENDITION_PREVIEW_256,
    PreviewSize.LARGE: catalog_pb2.RENDITION_PREVIEW_1440,
}


class GrpcCatalog:
    """Asks the catalog service, with the user's own token."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._catalog: CatalogServiceAsyncStub = CatalogServiceStub(channel)

    def entry(self, upload: Upload, acceptance: Acceptance) -> bytes:
        """See the port."""
        request = catalog_pb2.RecordMediaRequest(
            upload_id=upload.upload_id.value,
            file_name=upload.file_name.value,
            size_bytes=upload.size_bytes,
            sha256=upload.sha256,
            facts=write_facts(acceptance.facts),
            user_tags=upload.tags,
            scan=write_scan(acceptance.scan),
            schema_version=ENTRY_VERSION,
        )
        if upload.received_at is not None:
            request.uploaded_at.FromDatetime(upload.received_at)
        return json_format.MessageToJson(request, indent=None).encode()

    async def record(self, entry: bytes, grant: str, *, copied: bool) -> MediaItem:
        """See the port."""
        # An entry may have waited through a rollback, and been written by a version that knows more fields.
        request = json_format.Parse(entry, catalog_pb2.RecordMediaRequest(), ignore_unknown_fields=True)
        request.copied = copied
        with remote_refusals():
            answer = await self._catalog.RecordMedia(request, metadata=bearer_metadata(grant), timeout=DEADLINE_SECONDS)
        return item(answer.media)

    async def discard(self, upload_id: UploadId, keys: Sequence[str], grant: str) -> None:
        """See the port."""
        request = catalog_pb2.DiscardUploadRequest(upload_id=upload_id.value, object_keys=keys)
        with remote_refusals():
            await self._catalog.DiscardUpload(request, metadata=bearer_metadata(grant), timeout=DEADLINE_SECONDS)

    async def get(self, token: str, upload_id: UploadId) -> MediaItem:
        """See the port."""
        request = catalog_pb2.GetMediaRequest(upload_id=upload_id.value)
        with remote_refusals():
            answer = await self._catalog.GetMedia(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return item(answer.media)

    async def find(self, token: str, query: MediaQuery) -> MediaPage:
        """See the port."""
        metadata = bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.ListMedia(list_request(query), metadata=metadata, timeout=DEADLINE_SECONDS)
        return MediaPage(tuple(item(media) for media in answer.media), answer.next_page_token or None)

    async def library(self, token: str, *, cursor: str, limit: int) -> MediaPage:
        """See the port."""
        request = catalog_pb2.ListLibraryRequest(page_size=limit, page_token=cursor)
        with remote_refusals():
            answer = await self._catalog.ListLibrary(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return MediaPage(tuple(item(media) for media in answer.media), answer.next_page_token or None)

    async def change(self, token: str, upload_id: UploadId, etag: str, change: MediaChange) -> MediaItem:
        """See the port."""
        request = update_request(upload_id, etag, change)
        with remote_refusals():
            answer = await self._catalog.UpdateMedia(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return item(answer.media)

    async def link(self, token: str, upload_id: UploadId, *, attachment: bool) -> MediaLink:
        """See the port."""
        request = catalog_pb2.CreateMediaLinkRequest(
            upload_id=upload_id.value, rendition=catalog_pb2.RENDITION_ORIGINAL, attachment=attachment
        )
        metadata = bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.CreateMediaLink(request, metadata=metadata, timeout=DEADLINE_SECONDS)
        return MediaLink(answer.link.url, answer.link.expires_at.ToDatetime(UTC))

    async def locate_previews(
        self, token: str, upload_ids: Sequence[UploadId], size: PreviewSize
    ) -> Mapping[UploadId, str]:
        """See the port."""
        ids = [upload_id.value for upload_id in upload_ids]
        request = catalog_pb2.LocatePreviewsRequest(upload_ids=ids, rendition=_RENDITIONS[size])
        metadata = bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.LocatePreviews(request, metadata=metadata, timeout=DEADLINE_SECONDS)
        return {UploadId(upload_id): address for upload_id, address in answer.addresses.items()}

    async def months(self, token: str) -> list[FacetCount]:
        """See the port."""
        request = catalog_pb2.ListMonthsRequest()
        with remote_refusals():
            answer = await self._catalog.ListMonths(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return [FacetCount(month.month, month.media_count) for month in answer.months]

    async def facet_values(self, token: str, facet: str, prefix: str, limit: int) -> list[FacetCount]:
        """See the port."""
        request = catalog_pb2.ListFacetValuesRequest(facet=facet, prefix=prefix, page_size=limit)
        metadata = bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.ListFacetValues(request, metadata=metadata, timeout=DEADLINE_SECONDS)
        return [FacetCount(value.value, value.media_count) for value in answer.values]

    async def find_by_checksum(self, token: str, checksums: Sequence[str]) -> list[ChecksumMatch]:
        """See the port."""
        request = catalog_pb2.FindMediaByChecksumRequest(sha256=checksums)
        metadata = bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.FindMediaByChecksum(request, metadata=metadata, timeout=DEADLINE_SECONDS)
        return [ChecksumMatch(it.sha256, UploadId(it.upload_id), it.trashed) for it in answer.matches]

    async def usage(self, token: str) -> Usage:
        """See the port."""
        request = catalog_pb2.GetUsageRequest()
        with remote_refusals():
            answer = await self._catalog.GetUsage(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return Usage(answer.media_count, answer.size_bytes)

    async def usages(self, token: str, user_ids: Sequence[UserId]) -> list[Usage]:
        """See the port."""
        request = catalog_pb2.ListUsageRequest(user_ids=[user_id.value for user_id in user_ids])
        with remote_refusals():
            answer = await self._catalog.ListUsage(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)
        return [Usage(usage.media_count, usage.size_bytes) for usage in answer.usages]

    async def purge(self, token: str, upload_id: UploadId) -> None:
        """See the port."""
        request = catalog_pb2.PurgeMediaRequest(upload_id=upload_id.value)
        with remote_refusals():
            await self._catalog.PurgeMedia(request, metadata=bearer_metadata(token), timeout=DEADLINE_SECONDS)

    async def purge_library(self, token: str) -> bool:
        """See the port."""
        request, metadata = catalog_pb2.PurgeLibraryRequest(), bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.PurgeLibrary(request, metadata=metadata, timeout=DEADLINE_SECONDS)
        return answer.more

    async def report(self, report: UploadReport, grant: str) -> None:
        """See the port."""
        request = report_request(report)
        with remote_refusals():
            await self._catalog.ReportUpload(request, metadata=bearer_metadata(grant), timeout=DEADLINE_SECONDS)

    async def history(self, token: str, before: str, limit: int) -> list[ActivityEvent]:
        """See the port."""
        request = catalog_pb2.ListActivityRequest(page_size=limit, before_event_id=before)
        metadata = bearer_metadata(token)
        with remote_refusals():
            answer = await self._catalog.ListActivity(request, metadata=metadata, timeout=DEADLINE_SECONDS)
        return list(map(event, answer.events))
