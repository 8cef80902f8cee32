"""What is recorded comes back as it was said, and the same bytes are recorded once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2

from tests.unit.catalog.adapters.inbound.requests import TAKEN_AT, record_request
from tests.unit.catalog.adapters.inbound.tokens import grant

if TYPE_CHECKING:
    from tests.unit.catalog.adapters.inbound.client import Client


def test_a_recorded_upload_comes_back_with_everything_that_was_said(client: Client) -> None:
    request = record_request()
    client.call("RecordMedia", request, grant(client.user_id, request.upload_id))
    media = client.call("GetMedia", catalog_pb2.GetMediaRequest(upload_id=request.upload_id)).media
    for name in ("upload_id", "file_name", "size_bytes", "sha256", "scan", "uploaded_at"):
        assert getattr(media, name) == getattr(request, name)
    derived = list(request.facts.tags)
    request.facts.ClearField("tags")
    assert media.facts == request.facts
    assert media.taken_at == TAKEN_AT
    assert not media.HasField("trashed_at")
    assert [(tag.name, tag.source) for tag in media.tags] == [
        ("my garden", media_pb2.TAG_SOURCE_USER),
        ("cat", media_pb2.TAG_SOURCE_MODEL),
    ]
    assert media.tags[1].confidence == derived[0].confidence


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "x"},
        {"file_name": ""},
        {"scan": media_pb2.ScanReport()},
        {"facts": media_pb2.MediaFacts()},
        {"user_tags": ["#"]},
        {"uploaded_at": Timestamp(seconds=10**15)},
    ],
)
def test_a_record_that_makes_no_sense_is_refused(client: Client, wrong: dict[str, Any]) -> None:
    request = record_request(**wrong)
    refusal = client.refusal("RecordMedia", request, grant(client.user_id, request.upload_id))
    assert refusal == ("INVALID_ARGUMENT", "RECORD_INVALID")


def test_another_upload_of_the_same_bytes_answers_the_first_item_and_says_so(client: Client) -> None:
    first, second = record_request(), record_request(file_name="again.jpg")
    second.sha256 = first.sha256
    answers = [
        client.call("RecordMedia", request, grant(client.user_id, request.upload_id))
        for request in (first, second, first, second)
    ]
    assert [answer.duplicate for answer in answers] == [False, True, False, True]
    assert {(answer.media.upload_id, answer.media.file_name) for answer in answers} == {(first.upload_id, "IMG_1.JPG")}
    missing = catalog_pb2.GetMediaRequest(upload_id=second.upload_id)
    assert client.refusal("GetMedia", missing) == ("NOT_FOUND", "MEDIA_NOT_FOUND")
