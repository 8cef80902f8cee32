"""What happened is told in the history of the user and in the audit trail."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from momento.catalog.v1 import catalog_pb2, catalog_pb2_grpc
from momento_chassis.audit import AUDIT_LOGGER

from tests.fakes.catalog.samples import new_upload_id, new_user_id, sha256_of
from tests.unit.catalog.adapters.inbound.client import Client, happened
from tests.unit.catalog.adapters.inbound.requests import MOMENT, edit
from tests.unit.catalog.adapters.inbound.tokens import grant


def rejection(**changes: Any) -> catalog_pb2.ReportUploadRequest:
    fields = {
        "upload_id": str(new_upload_id()),
        "end": catalog_pb2.UPLOAD_END_REJECTED,
        "occurred_at": MOMENT,
        "reason": "MALWARE_FOUND",
        "file_name": "holiday.jpg",
        "sha256": str(sha256_of("eicar")),
        "signature": "Eicar-Test-Signature",
        "signature_version": "27500",
    }
    return catalog_pb2.ReportUploadRequest(**{**fields, **changes})


def test_what_was_done_to_an_item_is_in_the_history_of_its_owner_and_in_nobody_elses(
    client: Client, stub: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    media = client.record(file_name="lake.jpg")
    trashed = client.call("UpdateMedia", edit(media, "trashed", trashed=True)).media
    client.call("UpdateMedia", edit(trashed, "trashed"))
    assert set(happened(client)) == {
        ("media.restored", "success", "", media.upload_id),
        ("media.trashed", "success", "", media.upload_id),
        ("upload.accepted", "success", "", media.upload_id),
    }
    (accepted,) = [
        event
        for event in client.call("ListActivity", catalog_pb2.ListActivityRequest()).events
        if event.event == "upload.accepted"
    ]
    assert (accepted.file_name, accepted.signature_version, accepted.sha256) == ("lake.jpg", "1", media.sha256)
    assert happened(Client(stub, str(new_user_id()))) == []


def test_an_item_that_is_not_there_or_not_theirs_is_a_denied_access_once_a_minute(client: Client) -> None:
    for upload_id in (str(new_upload_id()), "../other", str(new_upload_id())):
        client.refusal("GetMedia", catalog_pb2.GetMediaRequest(upload_id=upload_id))
    ((event, outcome, reason, _),) = happened(client)
    assert (event, outcome, reason) == ("access.denied", "refused", "MEDIA_NOT_FOUND")


def test_a_token_that_nobody_gave_out_is_one_line_and_in_nobodys_history(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    with caplog.at_level(logging.INFO, AUDIT_LOGGER):
        client.refusal("ListMedia", catalog_pb2.ListMediaRequest(), "forged")
    (event,) = [vars(record)["audit"] for record in caplog.records if record.name == AUDIT_LOGGER]
    assert event == {"event": "access.denied", "user_id": None, "outcome": "refused", "reason": "TOKEN_INVALID"}
    assert happened(client) == []


def test_a_rejected_upload_is_kept_once_however_often_it_is_reported(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    request = rejection()
    caplog.clear()
    with caplog.at_level(logging.INFO, AUDIT_LOGGER):
        for _ in range(3):
            client.call("ReportUpload", request, grant(client.user_id, request.upload_id))
    (event,) = client.call("ListActivity", catalog_pb2.ListActivityRequest()).events
    assert (event.event, event.outcome, event.reason) == ("upload.rejected", "refused", "MALWARE_FOUND")
    assert (event.signature, event.signature_version) == ("Eicar-Test-Signature", "27500")
    (line,) = [vars(record)["audit"] for record in caplog.records if record.name == AUDIT_LOGGER]
    assert line["signature"] == "Eicar-Test-Signature"
    assert "holiday.jpg" not in json.dumps(line)


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": catalog_pb2.UPLOAD_END_UNSPECIFIED},
        {"occurred_at": None},
        {"occurred_at": Timestamp(seconds=-1)},
        {"reason": "not a code"},
        {"file_name": "a\nb"},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(client: Client, wrong: dict[str, Any]) -> None:
    request = rejection(**wrong)
    refusal = client.refusal("ReportUpload", request, grant(client.user_id, request.upload_id))
    assert refusal == ("INVALID_ARGUMENT", "EVENT_INVALID")


def test_a_report_needs_the_grant_of_its_upload(client: Client) -> None:
    request = rejection()
    other = grant(client.user_id, str(new_upload_id()))
    assert client.refusal("ReportUpload", request, other) == ("PERMISSION_DENIED", "GRANT_MISMATCH")
    assert client.refusal("ReportUpload", request) == ("UNAUTHENTICATED", "TOKEN_INVALID")


def test_activity_goes_on_after_the_event_that_was_seen_last(client: Client) -> None:
    for second in range(5):
        request = rejection(occurred_at=Timestamp(seconds=MOMENT.seconds + second))
        client.call("ReportUpload", request, grant(client.user_id, request.upload_id))
    seen: list[int] = []
    before = ""
    while events := client.call(
        "ListActivity", catalog_pb2.ListActivityRequest(page_size=2, before_event_id=before)
    ).events:
        seen.extend(event.occurred_at.seconds - MOMENT.seconds for event in events)
        before = events[-1].event_id
    assert seen == [4, 3, 2, 1, 0]
    wrong = catalog_pb2.ListActivityRequest(before_event_id="x")
    assert client.refusal("ListActivity", wrong) == ("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")
    much = catalog_pb2.ListActivityRequest(page_size=201)
    assert client.refusal("ListActivity", much) == ("INVALID_ARGUMENT", "PAGE_SIZE_INVALID")
