"""A whole Momento of its own for these tests: real services, real ClamAV, an AWS that enforces IAM."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from momento.auth.v1 import auth_pb2_grpc
from momento.catalog.v1 import catalog_pb2_grpc
from momento_chassis.config import MeshTls
from momento_chassis.grpc.client import channel
from momento_local.certificates import Authority, service_names
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.administrators import administrator
from tests.e2e.member import Member
from tests.e2e.otlp_receiver import OtlpReceiver
from tests.e2e.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINK_SECONDS = 15
"""Long enough for a slow machine to follow a link; one test waits until it is over."""
PHOTO_LIMIT_BYTES = 4_000_000
KEY_LEAD_SECONDS = 2


@pytest.fixture(scope="session")
def telemetry() -> Iterator[OtlpReceiver]:
    with OtlpReceiver() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, telemetry: OtlpReceiver) -> Iterator[Stack]:
    chosen = {
        **telemetry.variables,
        "MOMENTO_LINK_SECONDS": str(LINK_SECONDS),
        "MOMENTO_PHOTO_LIMIT_BYTES": str(PHOTO_LIMIT_BYTES),
        # Nothing here shows how an upload is promised that takes long; on a slow machine many at once do.
        "MOMENTO_RESPONSE_SECONDS": "110",
        "MOMENTO_AUTH_DELETION_GRACE_DAYS": "0",
        "MOMENTO_PURGE_SECONDS": "1",
        "MOMENTO_AUTH_KEY_LEAD_SECONDS": str(KEY_LEAD_SECONDS),
    }
    settings = Settings(tmp_path_factory.mktemp("momento"), Ports.free(), chosen=chosen)
    with Stack(settings) as running:
        yield running


@pytest.fixture
def storage(stack: Stack) -> Storage:
    return Storage(stack)


@pytest.fixture
def new_member(stack: Stack) -> Iterator[Callable[[], Member]]:
    members: list[Member] = []

    def make() -> Member:
        member = Member.registered(stack, f"{secrets.token_hex(6)}@example.org")
        members.append(member)
        return member

    yield make
    for member in members:
        member.close()


@pytest.fixture
def member(new_member: Callable[[], Member]) -> Member:
    return new_member()


@pytest.fixture(scope="session")
def mesh(stack: Stack) -> MeshTls:
    """A certificate as ingest has one."""
    authority = Authority(stack.home.certificates, "mesh")
    files = authority.issue("ingest", service_names("ingest"))
    return MeshTls(files.certificate, files.key, authority.files.certificate)


@pytest.fixture
def catalog(stack: Stack, mesh: MeshTls) -> Iterator[catalog_pb2_grpc.CatalogServiceStub]:
    """The catalog as ingest reaches it."""
    opened = channel(f"127.0.0.1:{stack.settings.ports.catalog}", mesh, "catalog")
    yield catalog_pb2_grpc.CatalogServiceStub(opened)
    opened.close()


@pytest.fixture
def auth(stack: Stack, mesh: MeshTls) -> Iterator[auth_pb2_grpc.AuthServiceStub]:
    """Auth as ingest reaches it."""
    opened = channel(f"127.0.0.1:{stack.settings.ports.auth}", mesh, "auth")
    yield auth_pb2_grpc.AuthServiceStub(opened)
    opened.close()


@pytest.fixture(scope="session")
def root(stack: Stack) -> Iterator[Member]:
    """The first administrator."""
    made = administrator(stack)
    yield made
    made.close()
