"""Every field of `momento.media.v1.MediaFacts` goes from the scanner's reply to the page, and none is forgotten."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest
from google.protobuf import json_format
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import Timestamp
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2
from momento_catalog.adapters.inbound.grpc.messages import media_message
from momento_catalog.adapters.outbound.dynamodb.records.record_item import read_record, write_record
from momento_catalog.adapters.wire import recorded_media
from momento_catalog.domain.identifiers import UploadId, UserId
from momento_catalog.domain.index.media_record import MediaRecord
from momento_ingest.adapters.inbound.http.library.media_presenters import media_reply
from momento_ingest.adapters.inbound.http.library.media_schemas import NOT_SHOWN
from momento_ingest.adapters.outbound.grpc.media_messages import item, read_facts, write_facts
from momento_scanner.adapters.inbound.grpc.messages import response
from momento_scanner.domain.description import facts as scanned
from momento_scanner.domain.description.tag import Tag, TagSource
from momento_scanner.domain.description.taken_at import TakenAt, TakenAtSource
from momento_scanner.domain.formats.media_type import JPEG
from momento_scanner.domain.inspection.verdict import Acceptance, Inspection, ScanReport

from tests.fakes.ingest.web import browser
from tests.fakes.ingest.world import World

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor, FieldDescriptor
    from google.protobuf.message import Message

REPOSITORY: Final = Path(__file__).parents[2]
MOMENT: Final = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
USER: Final = UserId("01arz3ndektsv4rrffq69g5fad")
UPLOAD: Final = UploadId("01m80gb91p692ex4de2zsjs4vz")
PARTS: Final = (media_pb2.MediaFacts, media_pb2.Camera, media_pb2.Position)
OWN: Final = {"content_type": "image/jpeg", "extension": "jpg"}
"""What the catalog checks more closely than that it is a text."""
SOURCES: Final = re.compile(r"focal_length|focalLength|FocalLength")


def stamp() -> Timestamp:
    made = Timestamp()
    made.FromDatetime(MOMENT)
    return made


def filled(described: Descriptor | None) -> Message:
    """A message in which every field says something, each another thing."""
    assert described is not None
    return GetMessageClass(described)(**{field.name: content(field) for field in described.fields})


def content(field: FieldDescriptor) -> Any:
    if field.is_repeated:
        return [filled(field.message_type)]
    if field.message_type is not None:
        return stamp() if field.message_type.name == "Timestamp" else filled(field.message_type)
    if field.enum_type is not None:
        return max(field.enum_type.values_by_number)
    if field.name in OWN:
        return OWN[field.name]
    return {
        field.TYPE_STRING: f"what {field.name} says".removesuffix("_"),
        field.TYPE_BYTES: field.name.encode(),
        field.TYPE_INT32: field.number,
        field.TYPE_DOUBLE: field.number / 16,
    }[field.type]


def facts() -> media_pb2.MediaFacts:
    made = filled(media_pb2.MediaFacts.DESCRIPTOR)
    assert isinstance(made, media_pb2.MediaFacts)
    return made


def request() -> catalog_pb2.RecordMediaRequest:
    return catalog_pb2.RecordMediaRequest(
        upload_id=str(UPLOAD),
        file_name="lake.jpg",
        size_bytes=5,
        sha256="ab" * 32,
        facts=facts(),
        scan=media_pb2.ScanReport(engine="ClamAV 1.4.3", signature_version="27000", scanned_at=stamp()),
        uploaded_at=stamp(),
    )


def stored() -> dict[str, Any]:
    return dict(write_record(MediaRecord(recorded_media(USER, UPLOAD, request()), 1, frozenset())))


def shown(part: type[Message]) -> list[str]:
    return [field.name for field in part.DESCRIPTOR.fields if field.name not in NOT_SHOWN]


def test_a_reply_of_the_scanner_says_every_fact() -> None:
    values: dict[str, Any] = {"str": "Canon", "float | None": 0.5, "int | None": 100}
    camera = scanned.Camera(**{field.name: values[str(field.type)] for field in fields(scanned.Camera)})
    whole = scanned.MediaFacts(
        JPEG,
        width=640,
        height=480,
        duration_seconds=2.5,
        taken_at=TakenAt(MOMENT, TakenAtSource.EXIF_WITH_ZONE, 60),
        camera=camera,
        position=scanned.Position(47.5, -8.25),
        video_codec="h264",
        thumbhash=b"hash",
        tags=(Tag("lake", TagSource.MODEL, 0.5),),
    )
    said = response(Inspection(Acceptance(whole, ()), ScanReport("ClamAV", "1", MOMENT))).acceptance.facts
    for message in (said, said.camera, said.position, said.tags[0]):
        assert [field.name for field, _ in message.ListFields()] == [field.name for field in message.DESCRIPTOR.fields]
    assert said.taken_at.ToDatetime(UTC) == MOMENT
    assert (said.kind, said.tags[0].source) == (media_pb2.MEDIA_KIND_PHOTO, media_pb2.TAG_SOURCE_MODEL)


def test_the_edge_passes_on_every_fact_as_the_scanner_said_it() -> None:
    assert write_facts(read_facts(facts())) == facts()


def test_every_fact_survives_the_copy_beside_the_original_and_the_store() -> None:
    copy = json_format.MessageToJson(request(), indent=None)
    media = recorded_media(USER, UPLOAD, json_format.Parse(copy, catalog_pb2.RecordMediaRequest()))
    written = write_record(MediaRecord(media, 1, frozenset()))
    answered = media_message(read_record(written), timedelta(days=30))
    expected = facts()
    expected.ClearField("tags")
    assert answered.facts == expected
    assert list(answered.tags) == list(facts().tags)


def test_every_fact_that_is_shown_is_in_the_answer_with_what_the_scanner_said() -> None:
    media = media_message(read_record(stored()), timedelta(days=30))
    answer = json.loads(msgspec.json.encode(media_reply(item(media))))
    for message, said in (
        (facts(), answer),
        (facts().camera, answer["camera"]),
        (facts().position, answer["position"]),
    ):
        for name in shown(type(message)):
            value = getattr(message, name)
            expected = base64.b64encode(value).decode() if isinstance(value, bytes) else value
            if name not in {"kind", "camera", "position"}:
                assert said[camel(name)] == expected, name
    assert answer["kind"] == "video"


async def test_every_fact_that_is_shown_is_documented() -> None:
    async with browser(World()) as stranger:
        schemas = (await stranger.get("/api/v1/openapi/openapi.json")).json()["components"]["schemas"]
    for part, schema in zip(PARTS, ("MediaReply", "CameraReply", "PositionReply"), strict=True):
        assert {camel(name) for name in shown(part)} <= schemas[schema]["properties"].keys()


def test_one_fact_stands_in_five_source_files_at_most() -> None:
    places = [
        REPOSITORY / "proto/momento",
        *(REPOSITORY / "services").glob("*/src"),
        REPOSITORY / "services/ingest/web/src",
    ]
    files = [
        path for place in places for path in place.rglob("*") if path.suffix in {".py", ".proto", ".ts", ".svelte"}
    ]
    named = [path for path in files if SOURCES.search(path.read_text())]
    assert len(named) <= 5, named


STORED_BEFORE: Final[dict[str, Any]] = {
    "userId": {"S": str(USER)},
    "uploadId": {"S": str(UPLOAD)},
    "revision": {"N": "1"},
    "fileName": {"S": "IMG.JPG"},
    "bytes": {"N": "5000000"},
    "sha256": {"S": "ab" * 32},
    "facts": {
        "M": {
            "kind": {"S": "photo"},
            "content_type": {"S": "image/jpeg"},
            "extension": {"S": "jpg"},
            "width": {"N": "4000"},
            "height": {"N": "3000"},
            "duration_seconds": {"N": "2.5"},
            "taken_at": {"S": "2008-10-22T16:28:39.000Z"},
            "taken_at_source": {"S": "exif"},
            "taken_at_offset_minutes": {"N": "-60"},
            "camera": {
                "M": {
                    "make": {"S": "Canon"},
                    "model": {"S": "EOS 5D"},
                    "lens": {"S": "EF 50mm"},
                    "exposure_seconds": {"N": "0.004"},
                    "f_number": {"N": "2.8"},
                    "iso": {"N": "100"},
                    "focal_length_millimetres": {"N": "50.0"},
                }
            },
            "position": {"M": {"latitude": {"N": "41.9"}, "longitude": {"N": "12.5"}}},
            "video_codec": {"S": ""},
            "thumbhash": {"B": b"hash"},
        }
    },
    "scan": {
        "M": {
            "engine": {"S": "ClamAV 1.4.3"},
            "signature_version": {"S": "27000"},
            "scanned_at": {"S": "2008-10-22T16:28:39.000Z"},
        }
    },
    "uploadedAt": {"S": "2008-10-22T16:28:39.000Z"},
    "takenAt": {"S": "2008-10-22T16:28:39.000Z"},
    "derivedTags": {"L": [{"M": {"name": {"S": "lake"}, "source": {"S": "model"}, "confidence": {"N": "0.5"}}}]},
    "ownTags": {"L": []},
    "title": {"S": ""},
    "favorite": {"BOOL": False},
}
"""An item as the version before the field `lens_make` wrote it."""


def test_an_item_that_was_stored_before_is_read_and_written_again_as_it_was() -> None:
    again = write_record(read_record(STORED_BEFORE))
    added = again["facts"]["M"]["camera"]["M"].pop("lens_make")
    assert (added, again) == ({"S": ""}, STORED_BEFORE)


@pytest.mark.parametrize("place", [("facts",), ("facts", "M", "camera"), ("facts", "M", "position"), ("scan",)])
def test_what_a_newer_version_stored_beside_the_facts_is_passed_over(place: tuple[str, ...]) -> None:
    newer: dict[str, Any] = json.loads(json.dumps(STORED_BEFORE, default=lambda _: None))
    newer["facts"]["M"]["thumbhash"] = {"B": b"hash"}
    inner = newer
    for step in place:
        inner = inner[step]
    inner["M"]["depth_metres"] = {"N": "3"}
    assert read_record(newer) == read_record(STORED_BEFORE)


def test_a_copy_from_before_the_forms_were_numbered_is_read() -> None:
    copy = {
        "uploadId": str(UPLOAD),
        "fileName": "IMG.JPG",
        "sizeBytes": "5",
        "sha256": "ab" * 32,
        "facts": {
            "kind": "MEDIA_KIND_PHOTO",
            "contentType": "image/jpeg",
            "extension": "jpg",
            "width": 4000,
            "height": 3000,
            "takenAt": "2008-10-22T16:28:39Z",
            "takenAtSource": "TAKEN_AT_SOURCE_EXIF",
            "camera": {"make": "Canon", "lens": "EF 50mm", "focalLengthMillimetres": 50.0},
            "thumbhash": "aGFzaA==",
        },
        "scan": {"engine": "ClamAV", "signatureVersion": "1", "scannedAt": "2008-10-22T16:28:39Z"},
        "uploadedAt": "2008-10-22T16:28:39Z",
    }
    asked = json_format.Parse(json.dumps(copy), catalog_pb2.RecordMediaRequest())
    found = recorded_media(USER, UPLOAD, asked).facts
    assert found.camera is not None
    assert replace(found.camera, lens_make="SIGMA") != found.camera
    assert (found.camera.focal_length_millimetres, found.camera.lens_make, found.thumbhash) == (50.0, "", b"hash")


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
