"""A small HTTP server for probes and scrapes, which sleeps until somebody comes.

The standard library's own loop wakes up twice a second to see whether it has to end.
"""

from __future__ import annotations

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from selectors import EVENT_READ, DefaultSelector
from threading import Thread
from typing import Final

_TAKE_WHAT_IS_THERE: Final = 0


class HttpServer:
    """Answers in threads, so that a busy service still says how it is."""

    def __init__(
        self, host: str, port: int, handler: type[BaseHTTPRequestHandler], *, name: str, shared: bool = False
    ) -> None:
        """Listens at once; `port` 0 takes a free one. With `shared`, others that ask for the same may listen beside it.

        Raises OSError when the port is taken or `host` is not of this machine.
        """
        self._server = _Server(host, port, handler, shared=shared)
        self._ending, self._ended = socket.socketpair()
        self._thread = Thread(target=self._serve, name=name, daemon=True)

    def start(self) -> int:
        """Begins to answer and returns the port."""
        self._thread.start()
        return int(self._server.server_address[1])

    def stop(self) -> None:
        """Ends the thread."""
        self._ending.close()
        if self._thread.is_alive():
            self._thread.join()
        self._ended.close()
        self._server.server_close()

    def _serve(self) -> None:
        with DefaultSelector() as selector:
            selector.register(self._ended, EVENT_READ)
            selector.register(self._server, EVENT_READ)
            while self._ended not in {key.fileobj for key, _ in selector.select()}:
                self._server.handle_request()


class _Server(ThreadingHTTPServer):
    timeout = _TAKE_WHAT_IS_THERE

    def __init__(self, host: str, port: int, handler: type[BaseHTTPRequestHandler], *, shared: bool) -> None:
        self.allow_reuse_port = shared
        passive = socket.AI_PASSIVE
        self.address_family = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=passive)[0][0]
        super().__init__((host, port), handler)
