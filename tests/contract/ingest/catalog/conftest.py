"""The adapter, before a server of the catalog whose answers a test writes, and the fake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2
from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog

from tests.contract.ingest.catalog.items import PLAIN
from tests.contract.ingest.catalog.methods import METHODS
from tests.fakes.ingest.catalog import InMemoryCatalog
from tests.fakes.ingest.mesh import connected, serving_catalog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from momento_ingest.application.ports.catalog import Catalog

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Script, Served


@pytest.fixture(scope="module")
def served(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    with serving_catalog(authority, METHODS, failures, script) as running:
        yield running


@pytest.fixture
async def over_grpc(served: Served, script: Script) -> AsyncIterator[GrpcCatalog]:
    async with connected(served, "catalog", script) as channel:
        yield GrpcCatalog(channel)


@pytest.fixture(params=["memory", "grpc"])
def catalog(request: pytest.FixtureRequest, script: Script) -> Catalog:
    if request.param == "memory":
        return InMemoryCatalog()
    found: Catalog = request.getfixturevalue("over_grpc")
    script.answers["RecordMedia"] = lambda asked, _: catalog_pb2.RecordMediaResponse(media=_recorded(asked))
    return found


def _recorded(asked: catalog_pb2.RecordMediaRequest) -> catalog_pb2.Media:
    media = catalog_pb2.Media()
    media.CopyFrom(PLAIN)
    media.file_name, media.sha256 = asked.file_name, asked.sha256
    media.tags.extend(media_pb2.Tag(name=name, source=media_pb2.TAG_SOURCE_USER) for name in asked.user_tags)
    return media
