"""A client makes calls again that nobody answered, where the protocol says that they may be made twice."""

from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NoReturn

import grpc
import pytest
from google.protobuf.descriptor_pb2 import MethodOptions
from momento.auth.v1 import administration_pb2, auth_pb2, auth_pb2_grpc, factors_pb2
from momento.catalog.v1 import catalog_pb2
from momento.scanner.v1 import scanner_pb2
from momento_chassis.grpc.client import channel
from momento_chassis.grpc.errors import UNREACHABLE_REASON, remote_error
from momento_chassis.grpc.server import GrpcServer, ServerOptions
from momento_chassis.grpc.service_config import service_config

from tests.fakes.chassis.certificates import TestAuthority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from google.protobuf.descriptor import FileDescriptor

SERVICE = "momento.auth.v1.AuthService"
PROTOCOLS = [protocol.DESCRIPTOR for protocol in (administration_pb2, auth_pb2, factors_pb2, catalog_pb2, scanner_pb2)]
SECONDS = 60
ATTEMPTS = 4
FAILURES_IN_A_ROW = 50


class DatabaseAway(Exception):
    reason = "STORE_UNAVAILABLE"


class Servicer(auth_pb2_grpc.AuthServiceServicer):
    """Fails in whatever way a test chose, as often as it chose."""

    def __init__(self) -> None:
        self.calls = 0
        self.failing = 0
        self.fail: Callable[[grpc.ServicerContext], None] = _cut_off

    def VerifyToken(self, _: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802  # the generated name
        self._count(context)
        return auth_pb2.VerifyTokenResponse(user_id="ann")

    def SignIn(self, _: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802  # the generated name
        self._count(context)
        return auth_pb2.SignInResponse()

    def _count(self, context: grpc.ServicerContext) -> None:
        self.calls += 1
        if self.calls <= self.failing:
            self.fail(context)


def _cut_off(context: grpc.ServicerContext) -> None:
    """What a client sees when a replica dies: the status, and no word of the service."""
    context.abort(grpc.StatusCode.UNAVAILABLE, "Socket closed")


def _say(_: grpc.ServicerContext) -> NoReturn:
    raise DatabaseAway("The storage does not answer.")


class World:
    def __init__(self, folder: Path) -> None:
        self._authority = TestAuthority(folder)
        self.servicer = Servicer()  # type: ignore[abstract]  # the methods that tests call
        self.server = self._server(0)

    def stub(self, *protocols: FileDescriptor) -> auth_pb2_grpc.AuthServiceStub:
        address = f"127.0.0.1:{self.server.port}"
        return auth_pb2_grpc.AuthServiceStub(channel(address, self._authority.issue("ingest"), "auth", *protocols))

    def restart_after_a_try(self, nobody: socket.socket) -> None:
        """Begins anew once somebody has called in vain where `nobody` listens."""
        with nobody:
            nobody.accept()[0].close()
        self.server = self._server(self.server.port)
        self.server.start()

    def _server(self, port: int) -> GrpcServer:
        callers = {f"/{SERVICE}/{name}": frozenset({"ingest"}) for name in ("VerifyToken", "SignIn")}
        options = ServerOptions(
            f"127.0.0.1:{port}",
            self._authority.issue("auth"),
            callers,
            {DatabaseAway: grpc.StatusCode.UNAVAILABLE},
            [SERVICE],
        )
        return GrpcServer(options, lambda it: auth_pb2_grpc.add_AuthServiceServicer_to_server(self.servicer, it))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.server.start()
    yield made
    made.server.drain(0)


def reason(call: Callable[..., Any], request: object) -> str:
    with pytest.raises(grpc.RpcError) as raised:
        call(request, timeout=SECONDS)
    return remote_error(raised.value).reason


def test_a_call_that_may_be_made_twice_waits_for_a_replica_that_begins_anew(world: World) -> None:
    stub = world.stub(auth_pb2.DESCRIPTOR)
    assert stub.VerifyToken(auth_pb2.VerifyTokenRequest(), timeout=SECONDS).user_id == "ann"
    world.server.drain(0)
    nobody = socket.create_server(("127.0.0.1", world.server.port))
    with ThreadPoolExecutor(1) as threads:
        begun = threads.submit(world.restart_after_a_try, nobody)
        assert stub.VerifyToken(auth_pb2.VerifyTokenRequest(), timeout=SECONDS).user_id == "ann"
        begun.result()


def test_a_call_whose_replica_died_is_made_again(world: World) -> None:
    world.servicer.failing = ATTEMPTS - 1
    stub = world.stub(auth_pb2.DESCRIPTOR)
    assert stub.VerifyToken(auth_pb2.VerifyTokenRequest(), timeout=SECONDS).user_id == "ann"
    assert world.servicer.calls == ATTEMPTS


def test_a_call_that_does_something_each_time_is_made_once(world: World) -> None:
    world.servicer.failing = 1
    assert reason(world.stub(auth_pb2.DESCRIPTOR).SignIn, auth_pb2.SignInRequest()) == UNREACHABLE_REASON
    assert world.servicer.calls == 1


def test_what_the_service_itself_says_is_not_asked_again(world: World) -> None:
    world.servicer.failing, world.servicer.fail = 1, _say
    assert reason(world.stub(auth_pb2.DESCRIPTOR).VerifyToken, auth_pb2.VerifyTokenRequest()) == "STORE_UNAVAILABLE"
    assert world.servicer.calls == 1


def test_whoever_fails_again_and_again_is_not_asked_more_often_for_it(world: World) -> None:
    world.servicer.failing = 10_000
    world.servicer.fail = _say
    verify = world.stub(auth_pb2.DESCRIPTOR).VerifyToken
    for _ in range(FAILURES_IN_A_ROW):
        reason(verify, auth_pb2.VerifyTokenRequest())
    world.servicer.fail, before = _cut_off, world.servicer.calls
    reason(verify, auth_pb2.VerifyTokenRequest())
    assert world.servicer.calls == before + 1


def test_every_call_that_only_reads_may_be_made_twice_and_none_that_makes_something_new() -> None:
    methods = [
        method for protocol in PROTOCOLS for service in protocol.services_by_name.values() for method in service.methods
    ]
    levels = {method.name: method.GetOptions().idempotency_level for method in methods}
    reading = {name for name in levels if re.match("Get|List|Find|Locate|Check|Recognise", name)}
    assert {name for name, level in levels.items() if level == MethodOptions.NO_SIDE_EFFECTS} == reading
    making = {name for name in levels if re.match("Create|Start|Finish|Register|SignIn|Renew|Ask|Purge", name)}
    assert {levels[name] for name in making} == {MethodOptions.IDEMPOTENCY_UNKNOWN}


def test_a_single_server_has_no_balancing_and_no_health_to_watch() -> None:
    assert service_config("auth:8443", []) == "{}"
