"""The gRPC ports: who is no service is not heard at all, and a service may make its own calls and no others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from grpc_health.v1 import health_pb2
from momento.auth.v1 import auth_pb2
from momento.catalog.v1 import catalog_pb2
from momento.scanner.v1 import scanner_pb2
from momento_chassis.grpc.errors import UNREACHABLE_REASON, remote_error
from momento_local.certificates import Authority, KeyPair

from tests.security.mesh_certificates import DAY, shown

if TYPE_CHECKING:
    from pathlib import Path

    from google.protobuf.descriptor import MethodDescriptor
    from momento_local.stack import Stack

SECONDS = 60
FILES = {"auth": auth_pb2.DESCRIPTOR, "scanner": scanner_pb2.DESCRIPTOR, "catalog": catalog_pb2.DESCRIPTOR}
METHODS = {
    name: [method for service in file.services_by_name.values() for method in service.methods]
    for name, file in FILES.items()
}
PEERS = ("ingest", "auth", "scanner", "catalog", "operator", "stranger", "ingest.evil", "INGEST", "")
"""Every service, the launcher, and names that nobody has or that only look like one."""
ARROWS: dict[tuple[str, str], set[str]] = {
    ("ingest", "auth"): {method.name for method in METHODS["auth"]},
    ("ingest", "scanner"): {method.name for method in METHODS["scanner"]},
    ("ingest", "catalog"): {method.name for method in METHODS["catalog"]},
    ("catalog", "auth"): {"ListVerificationKeys", "ListEndedSessions"},
}
"""Who may call whom, as the picture in docs/architecture.md has it; whatever is not here must be refused."""

Credentials = Callable[[KeyPair, KeyPair], "grpc.ChannelCredentials | None"]
HEALTH = "/grpc.health.v1.Health/Check"


@pytest.fixture(scope="module")
def mesh(stack: Stack) -> KeyPair:
    return Authority(stack.home.certificates, "mesh").files


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> KeyPair:
    folder: Path = tmp_path_factory.mktemp("foreign")
    return Authority(folder, "mesh").files


def plaintext(_: KeyPair, __: KeyPair) -> None:
    return None


def no_certificate(mesh: KeyPair, _: KeyPair) -> grpc.ChannelCredentials:
    return grpc.ssl_channel_credentials(mesh.certificate.read_bytes())


def of_a_foreign_authority(mesh: KeyPair, foreign: KeyPair) -> grpc.ChannelCredentials:
    return _credentials(mesh, shown(foreign, "spiffe://momento/ingest"))


def expired(mesh: KeyPair, _: KeyPair) -> grpc.ChannelCredentials:
    return _credentials(mesh, shown(mesh, "spiffe://momento/ingest", ends_in=-DAY))


def _credentials(mesh: KeyPair, pair: tuple[bytes, bytes]) -> grpc.ChannelCredentials:
    return grpc.ssl_channel_credentials(mesh.certificate.read_bytes(), *pair)


def outcome(
    stack: Stack, service: str, credentials: grpc.ChannelCredentials | None, path: str, *, streams: bool = False
) -> grpc.StatusCode:
    """How a call with an empty request ends."""
    address = f"127.0.0.1:{getattr(stack.settings.ports, service)}"
    options = [("grpc.ssl_target_name_override", service)]
    opened = grpc.secure_channel(address, credentials, options) if credentials else grpc.insecure_channel(address)
    with opened as channel:
        open_channel: Any = channel  # the stubs demand serializers, which bytes do not need
        call = open_channel.stream_stream(path) if streams else open_channel.unary_unary(path)
        try:
            answer = call(iter([b""]) if streams else b"", timeout=SECONDS)
            _ = list(answer) if streams else answer
        except grpc.RpcError as error:
            # A use case that refuses an empty request was heard: it says why, and the table of callers does not.
            heard = remote_error(error).reason != UNREACHABLE_REASON
            return grpc.StatusCode.OK if heard else error.code()
    return grpc.StatusCode.OK


@pytest.mark.parametrize("service", FILES)
@pytest.mark.parametrize("credentials", [plaintext, no_certificate, of_a_foreign_authority, expired])
def test_who_cannot_prove_to_be_a_service_is_not_heard(
    stack: Stack, mesh: KeyPair, foreign: KeyPair, service: str, credentials: Credentials
) -> None:
    held = credentials(mesh, foreign)
    assert outcome(stack, service, held, HEALTH) is grpc.StatusCode.UNAVAILABLE
    assert outcome(stack, service, held, _path(METHODS[service][0])) is grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize("service", FILES)
def test_a_living_certificate_of_our_authority_is_heard(stack: Stack, mesh: KeyPair, service: str) -> None:
    held = _credentials(mesh, shown(mesh, "spiffe://momento/operator"))
    assert outcome(stack, service, held, HEALTH) is grpc.StatusCode.OK


@pytest.mark.parametrize("service", FILES)
@pytest.mark.parametrize("peer", PEERS)
def test_a_service_may_make_its_own_calls_and_no_others(stack: Stack, mesh: KeyPair, service: str, peer: str) -> None:
    held = _credentials(mesh, shown(mesh, f"spiffe://momento/{peer}"))
    denied = {
        method.name
        for method in METHODS[service]
        if outcome(stack, service, held, _path(method), streams=_streams(method)) is grpc.StatusCode.PERMISSION_DENIED
    }
    assert denied == {method.name for method in METHODS[service]} - ARROWS.get((peer, service), set())


@pytest.mark.parametrize("service", FILES)
def test_the_name_of_another_trust_domain_counts_for_nothing(stack: Stack, mesh: KeyPair, service: str) -> None:
    for uri in ("spiffe://elsewhere/ingest", "spiffe://momento.evil/ingest", "https://momento/ingest"):
        held = _credentials(mesh, shown(mesh, uri))
        method = METHODS[service][-1]
        code = outcome(stack, service, held, _path(method), streams=_streams(method))
        assert code is grpc.StatusCode.PERMISSION_DENIED


def test_what_is_tried_here_streams_both_ways_or_not_at_all() -> None:
    one_way = [
        method.full_name
        for methods in METHODS.values()
        for method in methods
        if method.server_streaming != method.client_streaming
    ]
    assert not one_way
    assert health_pb2.DESCRIPTOR.services_by_name["Health"].full_name in HEALTH


def _path(method: MethodDescriptor) -> str:
    return f"/{method.containing_service.full_name}/{method.name}"


def _streams(method: MethodDescriptor) -> bool:
    return bool(method.client_streaming)
