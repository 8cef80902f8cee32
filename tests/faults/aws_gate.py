"""A gate in front of the embedded AWS that knows each call by its method and path.

Clients come to it as to any proxy (`HTTPS_PROXY`), because the endpoint's address is part of what they sign. It ends
TLS with the endpoint's own certificate, so it can tell one object's upload from another's.
"""

from __future__ import annotations

import ssl
import threading
from contextlib import suppress
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final, Self

from momento_local.certificates import Authority, host_names

from tests.faults.valve import Flow, Valve

if TYPE_CHECKING:
    from types import TracebackType

    from momento_local.stack import Stack

_SECONDS: Final = 60
_OF_ONE_CONNECTION: Final = frozenset({"connection", "expect", "keep-alive", "transfer-encoding"})
_WITHOUT_BODY: Final = frozenset({204, 304})


class AwsGate:
    """What it knows of a call is, for example, `PUT /momento-uploads/user-…/photos/….jpg`."""

    def __init__(self, stack: Stack) -> None:
        """Listens already; serves once it is entered."""
        self.valve = Valve()
        files = Authority(stack.home.certificates, "aws").issue("aws", host_names(["localhost", "127.0.0.1", "::1"]))
        as_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        as_server.load_cert_chain(files.certificate, files.key)
        self._server = _Server(stack.settings.ports.aws, as_server, stack.aws.endpoint.authority, self.valve)
        self.environment = {"HTTPS_PROXY": f"http://127.0.0.1:{self._server.server_address[1]}"}

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.valve.lose()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, as_server: ssl.SSLContext, authority: object, valve: Valve) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = port
        self.as_server = as_server
        self.as_client = ssl.create_default_context(cafile=str(authority))
        self.valve = valve


class _Handler(BaseHTTPRequestHandler):
    """One connection: `CONNECT`, then calls."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def handle(self) -> None:
        # Whoever is killed does not say goodbye.
        with suppress(OSError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_CONNECT(self) -> None:
        self.send_response_only(200)
        self.end_headers()
        self.connection = self.server.as_server.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def _call(self) -> None:
        about = f"{self.command} {self.path}"
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not self.server.valve.passes(Flow.REQUEST, about):
            self.close_connection = True
            return
        upstream = HTTPSConnection("127.0.0.1", self.server.port, timeout=_SECONDS, context=self.server.as_client)
        try:
            answer = self._asked(upstream, body)
            content = answer.read()
        except (OSError, HTTPException):
            # It is not there, or it has gone in the middle: the caller shall see just that.
            self.close_connection = True
            return
        finally:
            upstream.close()
        if self.server.valve.passes(Flow.ANSWER, about):
            self._answer(answer, content)
        else:
            self.close_connection = True

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _call  # noqa: N815  # http.server wants these names

    def _asked(self, upstream: HTTPSConnection, body: bytes) -> HTTPResponse:
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in _OF_ONE_CONNECTION:
                upstream.putheader(name, value)
        upstream.endheaders(body or None)
        return upstream.getresponse()

    def _answer(self, answer: HTTPResponse, content: bytes) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in {*_OF_ONE_CONNECTION, "content-length"}:
                self.send_header(name, value)
        if self.command == "HEAD":
            self.send_header("Content-Length", answer.headers.get("content-length", "0"))
        elif answer.status not in _WITHOUT_BODY:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
