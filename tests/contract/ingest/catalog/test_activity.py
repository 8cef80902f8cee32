"""What became of uploads is reported, and what happened is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento.activity.v1 import activity_pb2
from momento.catalog.v1 import catalog_pb2
from momento_ingest.domain.audit.event import ActivityEvent
from momento_ingest.domain.uploads.upload_event import UploadEnd

from tests.contract.ingest.catalog.items import ID, UPLOADED
from tests.contract.ingest.catalog.uploads import REPORT
from tests.contract.ingest.timestamps import timestamp

if TYPE_CHECKING:
    from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog

    from tests.fakes.ingest.mesh import Script


@pytest.mark.parametrize(
    ("end", "name"),
    [
        (UploadEnd.ACCEPTED, "UPLOAD_END_ACCEPTED"),
        (UploadEnd.REJECTED, "UPLOAD_END_REJECTED"),
        (UploadEnd.TERMINATED, "UPLOAD_END_TERMINATED"),
        (UploadEnd.EXPIRED, "UPLOAD_END_EXPIRED"),
    ],
)
async def test_the_end_of_an_upload_is_reported_with_its_grant(
    over_grpc: GrpcCatalog, script: Script, end: UploadEnd, name: str
) -> None:
    script.answers["ReportUpload"] = catalog_pb2.ReportUploadResponse()
    await over_grpc.report(replace(REPORT, end=end, file_name="Été.jpg", item="item", declared_only=True), "grant")
    expected = catalog_pb2.ReportUploadRequest(
        upload_id=ID.value,
        end=catalog_pb2.UploadEnd.Value(name),
        occurred_at=timestamp(UPLOADED),
        file_name="Été.jpg",
        sha256="ab" * 32,
        reason="MALWARE_FOUND",
        signature="Eicar",
        signature_version="27000",
        item_id="item",
        declared_only=True,
    )
    assert (script.requests, script.tokens) == ([expected], ["Bearer grant"])


async def test_what_happened_is_told_event_by_event(over_grpc: GrpcCatalog, script: Script) -> None:
    message = activity_pb2.ActivityEvent(
        event_id=ID.value,
        occurred_at=timestamp(UPLOADED),
        event="upload.accepted",
        outcome="success",
        upload_id=ID.value,
        file_name="a.jpg",
        item_id="item",
    )
    script.answers["ListActivity"] = catalog_pb2.ListActivityResponse(events=[message])
    assert await over_grpc.history("access", ID.value, 3) == [
        ActivityEvent(
            ID.value, UPLOADED, "upload.accepted", "success", upload_id=ID.value, file_name="a.jpg", item_id="item"
        )
    ]
    expected = catalog_pb2.ListActivityRequest(page_size=3, before_event_id=ID.value)
    assert (script.requests, script.tokens) == ([expected], ["Bearer access"])
