"""The gate itself: a test of faults is worth as much as what makes the faults."""

from __future__ import annotations

import socketserver
import threading
from typing import TYPE_CHECKING

import pytest

from tests.faults.gate import TcpGate
from tests.faults.valve import Flow

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator


class _Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        connection: socket.socket = self.request
        while piece := connection.recv(100):
            connection.sendall(piece.upper())


@pytest.fixture
def gate() -> Iterator[TcpGate]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with TcpGate(("127.0.0.1", server.server_address[1])) as opened:
            yield opened
        server.shutdown()


@pytest.fixture
def client(gate: TcpGate) -> Iterator[socket.socket]:
    with gate.connected() as connection:
        connection.settimeout(60)
        yield connection


def test_bytes_go_through_an_open_gate_both_ways(client: socket.socket) -> None:
    client.sendall(b"open")
    assert client.recv(100) == b"OPEN"


@pytest.mark.parametrize("flow", Flow)
def test_what_is_held_arrives_when_it_is_released(gate: TcpGate, client: socket.socket, flow: Flow) -> None:
    gate.valve.hold(flow)
    client.sendall(b"kept")
    assert gate.valve.wait_until_held() == ["kept"]
    gate.valve.release()
    assert client.recv(100) == b"KEPT"
    assert gate.valve.held == []


@pytest.mark.parametrize("flow", Flow)
def test_what_is_lost_takes_its_connection_along(gate: TcpGate, client: socket.socket, flow: Flow) -> None:
    gate.valve.hold(flow)
    client.sendall(b"lost")
    gate.valve.wait_until_held()
    gate.valve.lose()
    assert client.recv(100) == b""


def test_only_what_is_meant_is_held(gate: TcpGate, client: socket.socket) -> None:
    gate.valve.hold(Flow.REQUEST, "zINSTREAM")
    client.sendall(b"zPING")
    assert client.recv(100) == b"ZPING"
    with gate.connected() as other:
        other.sendall(b"zINSTREAM")
        assert gate.valve.wait_until_held() == ["zINSTREAM"]


def test_another_hold_lets_go_on_what_the_first_has_stopped(gate: TcpGate, client: socket.socket) -> None:
    gate.valve.hold(Flow.REQUEST)
    client.sendall(b"there and back")
    gate.valve.wait_until_held()
    gate.valve.hold(Flow.ANSWER)
    assert gate.valve.wait_until_held() == ["there and back"]
    gate.valve.release()
    assert client.recv(100) == b"THERE AND BACK"
