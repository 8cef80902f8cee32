"""The whole service over mutual TLS, with fakes behind its ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento.catalog.v1 import catalog_pb2_grpc
from momento_catalog import bootstrap
from momento_catalog.adapters.outbound.audit.activity import AuditedActivity
from momento_catalog.adapters.outbound.audit.media_store import AuditedMediaStore
from momento_catalog.config import Config, StoreConfig
from momento_catalog.wiring import Ports
from momento_chassis.config import Secret
from momento_chassis.grpc.client import channel

from tests.fakes.catalog.catalog import in_memory_stores
from tests.fakes.catalog.clock import FixedClock
from tests.fakes.catalog.ended_sessions import ListedEndedSessions
from tests.fakes.catalog.links import ReadableLinks
from tests.fakes.catalog.samples import new_user_id
from tests.fakes.chassis.certificates import TestAuthority
from tests.unit.catalog.adapters.inbound.client import Client
from tests.unit.catalog.adapters.inbound.tokens import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_chassis.grpc.server import GrpcServer


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("mesh"))


@pytest.fixture(scope="module")
def ended_sessions() -> ListedEndedSessions:
    return ListedEndedSessions()


@pytest.fixture(scope="module")
def server(authority: TestAuthority, ended_sessions: ListedEndedSessions) -> Iterator[GrpcServer]:
    config = Config(
        store=StoreConfig("bucket"),
        tls=authority.issue("catalog"),
        auth_address="unused",
        tenant_role_arn="unused",
        page_token_key=Secret("A" * 43 + "="),
        listen="127.0.0.1:0",
    )
    stores, clock = in_memory_stores(), FixedClock()
    ports = Ports(
        records=stores.records,
        store=AuditedMediaStore(stores.store),
        index=stores.index,
        counts=stores.counts,
        checksums=stores.checksums,
        usages=stores.usages,
        usages_of_others=stores.usages,
        activity=AuditedActivity(stores.activity),
        copies=stores.copies,
        objects=stores.objects,
        albums=stores.albums,
        album_order=stores.album_order,
        links=ReadableLinks(clock),
        clock=clock,
    )
    running = bootstrap.service(config, ports, Keys(), ended_sessions)
    running.server.start()
    yield running.server
    running.server.drain(0)
    running.housekeeping.stop()


@pytest.fixture(scope="module")
def stub(server: GrpcServer, authority: TestAuthority) -> Iterator[catalog_pb2_grpc.CatalogServiceStub]:
    with channel(f"127.0.0.1:{server.port}", authority.issue("ingest"), "catalog") as open_channel:
        yield catalog_pb2_grpc.CatalogServiceStub(open_channel)


@pytest.fixture
def client(stub: catalog_pb2_grpc.CatalogServiceStub) -> Client:
    return Client(stub, str(new_user_id()))
