from __future__ import annotations

import socket
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.inbound.http.connections.idle_connections import close_idle

if TYPE_CHECKING:
    from collections.abc import Iterator

Pair = tuple[int, socket.socket, socket.socket]


@pytest.fixture
def connected() -> Iterator[Pair]:
    """The port, the accepted connection, and the client's end of it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client, listener.accept()[0] as accepted:
            yield port, accepted, client


def test_a_connection_that_was_silent_for_long_is_closed_and_its_client_sees_it(connected: Pair) -> None:
    port, accepted, client = connected
    time.sleep(0.05)  # the kernel's own clock says how long it is silent
    assert close_idle(port, 0.02) == 1
    assert (accepted.recv(1), client.recv(1)) == (b"", b"")
    assert close_idle(port, 0.02) == 0


@pytest.mark.parametrize("sender", [1, 2], ids=["the server", "the client"])
def test_a_connection_on_which_a_byte_went_either_way_stays(connected: Pair, sender: int) -> None:
    ends = connected[1:]
    connected_at = time.monotonic()
    time.sleep(2)  # as above; and so long may pass in `close_idle`
    ends[sender - 1].sendall(b"a")
    assert ends[2 - sender].recv(1) == b"a"
    # Without that byte it would have been silent for longer.
    assert close_idle(connected[0], time.monotonic() - connected_at) == 0


def test_connections_on_other_ports_and_the_listener_stay(connected: Pair) -> None:
    _, accepted, client = connected
    time.sleep(0.05)  # as above
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        assert close_idle(listener.getsockname()[1], 0.001) == 0
        socket.create_connection(listener.getsockname()).close()
    client.sendall(b"a")
    assert accepted.recv(1) == b"a"
    assert close_idle(client.getsockname()[1], 0) == 1  # the client's own end, which is open on that port
