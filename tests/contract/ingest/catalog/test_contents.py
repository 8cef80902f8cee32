"""What a library contains: its months, the values of its facets, its size, and which bytes it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2
from momento_ingest.application.ports.catalog import ChecksumMatch, FacetCount, Usage

from tests.contract.ingest.catalog.items import ID

if TYPE_CHECKING:
    from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog

    from tests.fakes.ingest.mesh import Script


async def test_months_come_in_the_catalogs_order(over_grpc: GrpcCatalog, script: Script) -> None:
    months = [catalog_pb2.Month(month="2008-11", media_count=2), catalog_pb2.Month(month="2008-10", media_count=1)]
    script.answers["ListMonths"] = catalog_pb2.ListMonthsResponse(months=months)
    assert await over_grpc.months("access") == [FacetCount("2008-11", 2), FacetCount("2008-10", 1)]


async def test_values_of_a_facet_come_in_the_catalogs_order(over_grpc: GrpcCatalog, script: Script) -> None:
    values = [catalog_pb2.FacetValue(value="lake", media_count=3)]
    script.answers["ListFacetValues"] = catalog_pb2.ListFacetValuesResponse(values=values)
    assert await over_grpc.facet_values("access", "tag", "la", 7) == [FacetCount("lake", 3)]
    assert script.requests == [catalog_pb2.ListFacetValuesRequest(facet="tag", prefix="la", page_size=7)]


async def test_known_bytes_are_asked_for_by_their_checksums(over_grpc: GrpcCatalog, script: Script) -> None:
    match = catalog_pb2.ChecksumMatch(sha256="ab" * 32, upload_id=ID.value, trashed=True)
    script.answers["FindMediaByChecksum"] = catalog_pb2.FindMediaByChecksumResponse(matches=[match])
    found = await over_grpc.find_by_checksum("grant", ["cd" * 32, "ab" * 32])
    assert found == [ChecksumMatch("ab" * 32, ID, trashed=True)]
    expected = catalog_pb2.FindMediaByChecksumRequest(sha256=["cd" * 32, "ab" * 32])
    assert (script.requests, script.tokens) == ([expected], ["Bearer grant"])


async def test_how_much_is_stored_is_told(over_grpc: GrpcCatalog, script: Script) -> None:
    script.answers["GetUsage"] = catalog_pb2.GetUsageResponse(media_count=2, size_bytes=10**12)
    assert await over_grpc.usage("access") == Usage(2, 10**12)
    assert script.tokens == ["Bearer access"]
