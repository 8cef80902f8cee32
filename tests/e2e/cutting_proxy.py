"""A TCP relay that cuts connections when a test says so: what a bad network does to a client that we did not write."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_PIECE = 64 * 1024


class CuttingProxy:
    """Relays to `port` on loopback; cuts each connection once the client has sent as many bytes as `allow` gives it."""

    def __init__(self, port: int, allow: Callable[[], int | None]) -> None:
        self._target = ("127.0.0.1", port)
        self._allow = allow
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        self.sent = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        server = socket.create_connection(self._target)
        threading.Thread(target=_copy, args=(server, client), daemon=True).start()
        left = self._allow()
        with suppress(OSError):
            while piece := client.recv(_PIECE if left is None else min(_PIECE, left)):
                server.sendall(piece)
                self.sent += len(piece)
                if left is not None and (left := left - len(piece)) <= 0:
                    self.cuts += 1
                    break
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
            # Closed with answers unread, the system would take back bytes that count as sent here.
            server.shutdown(socket.SHUT_WR)
            while server.recv(_PIECE):
                pass
        client.close()
        server.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            target.sendall(piece)
