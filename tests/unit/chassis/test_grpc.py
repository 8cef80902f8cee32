"""A real server and real channels over mutual TLS, on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from momento.auth.v1 import auth_pb2, auth_pb2_grpc
from momento_chassis.grpc.client import channel
from momento_chassis.grpc.credentials import bearer_metadata, bearer_token
from momento_chassis.grpc.errors import INTERNAL_REASON, RemoteError, remote_error
from momento_chassis.grpc.server import GrpcServer, ServerOptions

from tests.fakes.chassis.certificates import TestAuthority
from tests.fakes.chassis.measurements import Measurements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from momento_chassis.config import MeshTls
    from momento_chassis.grpc.errors import ErrorTable

SERVICE = "momento.auth.v1.AuthService"


class TakenError(Exception):
    reason = "EMAIL_TAKEN"
    metadata: ClassVar[dict[str, str]] = {"hint": "sign in"}


class NarrowerError(TakenError):
    reason = "EMAIL_TAKEN_BY_YOU"


class Servicer(auth_pb2_grpc.AuthServiceServicer):
    def RegisterAccount(self, request: Any, _: Any) -> NoReturn:  # noqa: N802  # the generated name
        kind = {"taken": TakenError, "narrower": NarrowerError}.get(request.email, ZeroDivisionError)
        raise kind("that address has an account")

    def SignOut(self, *_: Any) -> Any:  # noqa: N802  # the generated name
        return auth_pb2.SignOutResponse()

    def VerifyToken(self, _: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802  # the generated name
        return auth_pb2.VerifyTokenResponse(user_id=bearer_token(context))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("mesh"))


@pytest.fixture(scope="module")
def server(authority: TestAuthority) -> Iterator[GrpcServer]:
    callers = {f"/{SERVICE}/{name}": frozenset({"ingest"}) for name in ("RegisterAccount", "VerifyToken")}
    errors: ErrorTable = {TakenError: grpc.StatusCode.ALREADY_EXISTS}
    options = ServerOptions("127.0.0.1:0", authority.issue("auth"), callers, errors, [SERVICE])
    server = GrpcServer(options, lambda it: auth_pb2_grpc.add_AuthServiceServicer_to_server(Servicer(), it))  # type: ignore[abstract]  # the methods that tests call
    server.start()
    yield server
    server.drain(0)


def stub(server: GrpcServer, tls: MeshTls, peer: str = "auth") -> auth_pb2_grpc.AuthServiceStub:
    return auth_pb2_grpc.AuthServiceStub(channel(f"127.0.0.1:{server.port}", tls, peer))


def refusal(call: Callable[..., Any], request: object) -> RemoteError:
    with pytest.raises(grpc.RpcError) as raised:
        call(request, timeout=5)
    return remote_error(raised.value)


def test_an_error_in_the_table_arrives_with_its_reason_sentence_and_metadata(
    server: GrpcServer, authority: TestAuthority
) -> None:
    error = refusal(
        stub(server, authority.issue("ingest")).RegisterAccount, auth_pb2.RegisterAccountRequest(email="taken")
    )
    assert (error.code, error.reason) == (grpc.StatusCode.ALREADY_EXISTS, "EMAIL_TAKEN")
    assert error.message == "that address has an account"
    assert error.metadata == {"hint": "sign in"}


def test_a_narrower_error_counts_as_its_nearest_ancestor_with_its_own_reason(
    server: GrpcServer, authority: TestAuthority
) -> None:
    request = auth_pb2.RegisterAccountRequest(email="narrower")
    error = refusal(stub(server, authority.issue("ingest")).RegisterAccount, request)
    assert (error.code, error.reason) == (grpc.StatusCode.ALREADY_EXISTS, "EMAIL_TAKEN_BY_YOU")


def test_any_other_error_is_internal_and_leaks_nothing(server: GrpcServer, authority: TestAuthority) -> None:
    error = refusal(stub(server, authority.issue("ingest")).RegisterAccount, auth_pb2.RegisterAccountRequest())
    assert (error.code, error.reason) == (grpc.StatusCode.INTERNAL, INTERNAL_REASON)
    assert "address" not in error.message


def test_a_known_service_may_not_call_what_the_table_does_not_give_it(
    server: GrpcServer, authority: TestAuthority
) -> None:
    error = refusal(stub(server, authority.issue("scanner")).RegisterAccount, auth_pb2.RegisterAccountRequest())
    assert error.code is grpc.StatusCode.PERMISSION_DENIED


def test_a_method_missing_from_the_table_is_closed_to_everyone(server: GrpcServer, authority: TestAuthority) -> None:
    error = refusal(stub(server, authority.issue("ingest")).SignOut, auth_pb2.SignOutRequest())
    assert error.code is grpc.StatusCode.PERMISSION_DENIED


def test_a_host_name_that_looks_like_a_service_is_no_identity(server: GrpcServer, authority: TestAuthority) -> None:
    tls = authority.issue("ingest", uri="https://momento/ingest")
    error = refusal(stub(server, tls).RegisterAccount, auth_pb2.RegisterAccountRequest())
    assert error.code is grpc.StatusCode.PERMISSION_DENIED


def test_a_certificate_of_another_authority_is_refused(
    server: GrpcServer, authority: TestAuthority, tmp_path: Path
) -> None:
    foreign = TestAuthority(tmp_path).issue("ingest")
    tls = type(foreign)(certificate=foreign.certificate, key=foreign.key, authority=authority.path)
    error = refusal(stub(server, tls).RegisterAccount, auth_pb2.RegisterAccountRequest())
    assert error.code is grpc.StatusCode.UNAVAILABLE


def test_a_client_refuses_a_server_that_proves_another_name(server: GrpcServer, authority: TestAuthority) -> None:
    tls = authority.issue("ingest")
    error = refusal(stub(server, tls, peer="catalog").RegisterAccount, auth_pb2.RegisterAccountRequest())
    assert error.code is grpc.StatusCode.UNAVAILABLE


def test_plaintext_is_refused(server: GrpcServer) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as plain:
        call = auth_pb2_grpc.AuthServiceStub(plain).RegisterAccount
        assert refusal(call, auth_pb2.RegisterAccountRequest()).code is grpc.StatusCode.UNAVAILABLE


def test_the_bearer_token_travels_with_the_call(server: GrpcServer, authority: TestAuthority) -> None:
    call = stub(server, authority.issue("ingest")).VerifyToken
    answer = call(auth_pb2.VerifyTokenRequest(), metadata=bearer_metadata("abc"), timeout=5)
    assert answer.user_id == "abc"


def test_a_call_without_a_token_is_unauthenticated(server: GrpcServer, authority: TestAuthority) -> None:
    error = refusal(stub(server, authority.issue("ingest")).VerifyToken, auth_pb2.VerifyTokenRequest())
    assert (error.code, error.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")


def test_health_tells_whether_calls_are_welcome_to_any_service_of_the_mesh(
    server: GrpcServer, authority: TestAuthority
) -> None:
    health = health_pb2_grpc.HealthStub(channel(f"127.0.0.1:{server.port}", authority.issue("operator"), "auth"))
    request = health_pb2.HealthCheckRequest(service=SERVICE)
    assert health.Check(request, timeout=5).status == health_pb2.HealthCheckResponse.NOT_SERVING
    server.set_serving(serving=True)
    assert health.Check(request, timeout=5).status == health_pb2.HealthCheckResponse.SERVING


def test_calls_are_measured_by_their_method_and_their_end(
    authority: TestAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = Measurements(monkeypatch)
    callers = {f"/{SERVICE}/{name}": frozenset({"ingest"}) for name in ("RegisterAccount", "VerifyToken")}
    options = ServerOptions(
        "127.0.0.1:0", authority.issue("auth"), callers, {TakenError: grpc.StatusCode.ALREADY_EXISTS}, [SERVICE]
    )
    server = GrpcServer(options, lambda it: auth_pb2_grpc.add_AuthServiceServicer_to_server(Servicer(), it))  # type: ignore[abstract]  # the methods that tests call
    server.start()
    client = stub(server, authority.issue("ingest"))
    client.VerifyToken(auth_pb2.VerifyTokenRequest(), metadata=bearer_metadata("token"), timeout=5)
    for address in ("taken", "broken"):
        refusal(client.RegisterAccount, auth_pb2.RegisterAccountRequest(email=address))
    refusal(client.SignOut, auth_pb2.SignOutRequest())
    server.drain(5)
    assert measured.of("rpc.server.call.duration") == {
        (f"{SERVICE}/VerifyToken", "OK", "grpc"): 1,
        (f"{SERVICE}/RegisterAccount", "ALREADY_EXISTS", "grpc"): 1,
        (f"{SERVICE}/RegisterAccount", "INTERNAL", "grpc"): 1,
        (f"{SERVICE}/SignOut", "PERMISSION_DENIED", "grpc"): 1,
    }
    assert set(measured.of("momento.rpc.server.active_calls").values()) == {0}
