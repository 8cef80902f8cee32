"""Accepted uploads become items."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2
from momento_ingest.domain.library.media_facts import Tag

from tests.contract.ingest.catalog.items import ID, PLAIN, PLAIN_ITEM, SCAN, UPLOADED
from tests.contract.ingest.catalog.uploads import ACCEPTED, UPLOAD
from tests.contract.ingest.timestamps import timestamp

if TYPE_CHECKING:
    from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog
    from momento_ingest.application.ports.catalog import Catalog

    from tests.fakes.ingest.mesh import Script


async def test_an_entry_is_json_and_recording_it_gives_the_item(catalog: Catalog) -> None:
    entry = catalog.entry(UPLOAD, ACCEPTED)
    assert json.loads(entry)
    item = await catalog.record(entry, "grant", copied=False)
    assert (item.upload_id, item.file_name, item.sha256) == (ID.value, "Été.jpg", "ab" * 32)
    assert item.tags == (Tag("lake", "user"), Tag("boat", "user"))


async def test_recording_twice_gives_the_same_item(catalog: Catalog) -> None:
    entry = catalog.entry(UPLOAD, ACCEPTED)
    assert await catalog.record(entry, "grant", copied=False) == await catalog.record(entry, "grant", copied=False)


def test_the_same_upload_always_has_the_same_entry(over_grpc: GrpcCatalog) -> None:
    assert over_grpc.entry(UPLOAD, ACCEPTED) == over_grpc.entry(UPLOAD, ACCEPTED)


async def test_all_that_inspection_found_reaches_the_record_with_the_grant(
    over_grpc: GrpcCatalog, script: Script
) -> None:
    script.answers["RecordMedia"] = catalog_pb2.RecordMediaResponse(media=PLAIN)
    assert await over_grpc.record(over_grpc.entry(UPLOAD, ACCEPTED), "grant", copied=False) == PLAIN_ITEM
    expected = catalog_pb2.RecordMediaRequest(
        upload_id=ID.value,
        file_name="Été.jpg",
        size_bytes=5,
        sha256="ab" * 32,
        facts=PLAIN.facts,
        user_tags=["lake", "boat"],
        scan=SCAN,
        uploaded_at=timestamp(UPLOADED),
        schema_version=1,
    )
    assert (script.requests, script.tokens) == ([expected], ["Bearer grant"])


async def test_an_entry_that_a_newer_version_left_is_recorded_without_what_is_unknown(
    over_grpc: GrpcCatalog, script: Script
) -> None:
    script.answers["RecordMedia"] = catalog_pb2.RecordMediaResponse(media=PLAIN)
    entry = over_grpc.entry(UPLOAD, ACCEPTED)
    newer = json.loads(entry)
    newer |= {"schemaVersion": 9, "facts": {**newer["facts"], "depth": {"metres": 3}, "takenAtSource": "STARS"}}
    assert await over_grpc.record(json.dumps(newer).encode(), "grant", copied=False) == PLAIN_ITEM
    (asked,) = script.requests
    assert (asked.upload_id, asked.sha256, asked.facts.kind) == (ID.value, "ab" * 32, PLAIN.facts.kind)


async def test_an_upload_that_was_discarded_is_recorded_no_more_and_one_that_was_recorded_stays(
    over_grpc: GrpcCatalog, script: Script
) -> None:
    script.answers["DiscardUpload"] = catalog_pb2.DiscardUploadResponse()
    await over_grpc.discard(ID, ["first", "second"], "grant")
    expected = catalog_pb2.DiscardUploadRequest(upload_id=ID.value, object_keys=["first", "second"])
    assert (script.requests, script.tokens) == ([expected], ["Bearer grant"])
