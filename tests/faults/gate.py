"""A gate between two processes: it passes bytes on as they are, and stops them when a test says so.

with TcpGate(("127.0.0.1", port)) as gate:
    rerouted(stack["ingest"], {"MOMENTO_CATALOG_ADDRESS": gate.address})  # before the stack starts
    gate.valve.hold(Flow.ANSWER)        # from now on the catalog hears, but is not heard
    gate.valve.wait_until_held()        # an answer has come to the gate, and stays there
    gate.valve.release()                # or .lose(): it never arrives, and its connection breaks

The ends need not know: TLS goes through untouched, and a connection that breaks on one side breaks on the other.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

from tests.faults.valve import Flow, Valve

if TYPE_CHECKING:
    from types import TracebackType

_PIECE: Final = 64 * 1024
_BEGINNING: Final = 200

Address = tuple[str, int] | str
"""Host and port, or the path of a unix socket."""


class TcpGate:
    """Listens on a port of loopback and relays each connection to `target`.

    What it knows of a connection is the beginning of what the client sent, as Latin-1.
    """

    def __init__(self, target: Address) -> None:
        """Listens already; relays once it is entered."""
        self.valve = Valve()
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._sockets: set[socket.socket] = set()
        self.address: str = "{}:{}".format(*self._listener.getsockname())

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _close(self._listener)
        self.valve.lose()
        for each in list(self._sockets):
            _close(each)

    def connected(self) -> socket.socket:
        """A client's connection through this gate."""
        return socket.create_connection(self._listener.getsockname())

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._sockets.add(client)
        with suppress(OSError):
            server = _connected(self._target)
            self._sockets.add(server)
            pair = _Pair(client, server, self.valve)
            threading.Thread(target=pair.answers, daemon=True).start()
            pair.requests()
            self._sockets.discard(server)
        _close(client)
        self._sockets.discard(client)


class _Pair:
    """A connection from the client and the one to the server that belongs to it."""

    def __init__(self, client: socket.socket, server: socket.socket, valve: Valve) -> None:
        self._client = client
        self._server = server
        self._valve = valve
        self._beginning = b""

    def requests(self) -> None:
        self._relay(Flow.REQUEST, self._client, self._server)

    def answers(self) -> None:
        self._relay(Flow.ANSWER, self._server, self._client)

    def _relay(self, flow: Flow, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                if flow is Flow.REQUEST and len(self._beginning) < _BEGINNING:
                    self._beginning += piece[:_BEGINNING]
                if not self._valve.passes(flow, self._beginning.decode("latin-1")):
                    break
                sink.sendall(piece)
        _close(source)
        _close(sink)


def _connected(target: Address) -> socket.socket:
    if not isinstance(target, str):
        return socket.create_connection(target)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(target)
    except OSError:
        connection.close()
        raise
    return connection


def _close(connection: socket.socket) -> None:
    # Closing alone would not wake a thread that waits for bytes.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
