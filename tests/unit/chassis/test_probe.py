from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from momento_chassis.grpc.server import GrpcServer, ServerOptions
from momento_chassis.operations import OperationsServer
from momento_chassis.probe import NotReady, main, probe

from tests.fakes.chassis.certificates import TestAuthority

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[GrpcServer, dict[str, str]]]:
    """A gRPC service in its container, with the environment that it and its probe read."""
    tls = TestAuthority(tmp_path).issue("auth")
    server = GrpcServer(ServerOptions("127.0.0.1:0", tls, {}, {}, []), lambda _: None)
    environ = {
        "MOMENTO_LISTEN": f"0.0.0.0:{server.start()}",
        "MOMENTO_TLS_CERTIFICATE": str(tls.certificate),
        "MOMENTO_TLS_KEY": str(tls.key),
        "MOMENTO_TLS_AUTHORITY": str(tls.authority),
    }
    yield server, environ
    server.drain(0)


def test_a_grpc_service_is_ready_when_it_says_so(server: tuple[GrpcServer, dict[str, str]]) -> None:
    running, environ = server
    with pytest.raises(NotReady, match="not serving"):
        probe(environ)
    running.set_serving(serving=True)
    probe(environ)


def test_an_edge_is_ready_when_its_operations_port_says_so() -> None:
    missing = {"scanner": "it does not answer"}
    operations = OperationsServer("127.0.0.1:0", lambda: missing)
    environ = {"MOMENTO_LISTEN": "0.0.0.0:1", "MOMENTO_OPERATIONS_LISTEN": f"0.0.0.0:{operations.start()}"}
    with pytest.raises(NotReady, match="scanner"):
        probe(environ)
    missing.clear()
    probe(environ)
    operations.stop()


def test_who_does_not_answer_is_not_ready_and_the_reason_is_told(
    server: tuple[GrpcServer, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        for name in ("MOMENTO_LISTEN", "MOMENTO_OPERATIONS_LISTEN"):
            for variable, value in {**server[1], name: f"0.0.0.0:{port}"}.items():
                monkeypatch.setenv(variable, value)
            assert main() == 1
            assert f"no answer on port {port}" in capsys.readouterr().err
