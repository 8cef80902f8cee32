"""Events between the edge and the services that keep them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from momento.catalog.v1 import catalog_pb2

from momento_ingest.domain.audit.event import ActivityEvent
from momento_ingest.domain.uploads.upload_event import UploadEnd

if TYPE_CHECKING:
    from momento.activity.v1 import activity_pb2

    from momento_ingest.domain.uploads.upload_event import UploadReport

_ENDS: Final = {
    UploadEnd.ACCEPTED: catalog_pb2.UPLOAD_END_ACCEPTED,
    UploadEnd.REJECTED: catalog_pb2.UPLOAD_END_REJECTED,
    UploadEnd.TERMINATED: catalog_pb2.UPLOAD_END_TERMINATED,
    UploadEnd.EXPIRED: catalog_pb2.UPLOAD_END_EXPIRED,
}


def event(message: activity_pb2.ActivityEvent) -> ActivityEvent:
    """An event."""
    return ActivityEvent(
        event_id=message.event_id,
        at=message.occurred_at.ToDatetime(UTC),
        event=message.event,
        outcome=message.outcome,
        reason=message.reason,
        upload_id=message.upload_id,
        session_id=message.session_id,
        address=message.client_address,
        file_name=message.file_name,
        sha256=message.sha256,
        signature=message.signature,
        signature_version=message.signature_version,
        item_id=message.item_id,
        changed=message.changed,
        media_count=message.media_count,
    )


def report_request(report: UploadReport) -> catalog_pb2.ReportUploadRequest:
    """A report."""
    request = catalog_pb2.ReportUploadRequest(
        upload_id=report.upload_id.value,
        end=_ENDS[report.end],
        reason=report.reason,
        file_name=report.file_name,
        sha256=report.sha256,
        signature=report.signature,
        signature_version=report.signature_version,
        item_id=report.item,
        declared_only=report.declared_only,
    )
    request.occurred_at.FromDatetime(report.at)
    return request
