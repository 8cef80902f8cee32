"""AWS at its worst, on request: a relay before the embedded AWS that sees every call and can refuse, lose or hold some.

The services come here because `HTTPS_PROXY` says so (CONNECT, RFC 9110, section 9.3.6). They still name the embedded
AWS as their host, so their signatures, which cover the host, stay good.
"""

from __future__ import annotations

import ssl
import threading
from contextlib import contextmanager, suppress
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

from momento_local.certificates import Authority, host_names

from tests.faults.aws_calls import Answer, Call, Sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from momento_local.stack import Stack

    Forward = Callable[[], Answer]
    Fault = Callable[[Forward], Answer | None]

UPSTREAM_SECONDS = 60
HOP_BY_HOP = frozenset({"connection", "content-length", "expect", "keep-alive", "transfer-encoding"})


class AwsFaults:
    """The relay before one stack's embedded AWS."""

    def __init__(self, stack: Stack) -> None:
        files = Authority(stack.home.certificates, "aws").issue("aws-faults", host_names(["127.0.0.1"]))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(files.certificate, files.key)
        self._trust = ssl.create_default_context(cafile=str(stack.aws.endpoint.authority))
        self._port = stack.aws.endpoint.port
        self._server = _Server(self)
        self._lock = threading.Lock()
        self._sessions = Sessions()
        self._watchers: list[list[Call]] = []
        self._injected: list[_Injected] = []

    @property
    def environment(self) -> dict[str, str]:
        """What brings a service here. In capitals, which gRPC does not read: it must not come this way."""
        return {"HTTPS_PROXY": f"http://127.0.0.1:{self._server.server_address[1]}"}

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def watched(self) -> Iterator[list[Call]]:
        """The calls that are made while the block lasts, as they come."""
        calls: list[Call] = []
        with self._lock:
            self._watchers.append(calls)
        try:
            yield calls
        finally:
            with self._lock:
                self._watchers = [it for it in self._watchers if it is not calls]

    @contextmanager
    def injected(
        self, fault: Fault, concerns: Callable[[Call], bool], times: int | None = None
    ) -> Iterator[Callable[[], int]]:
        """Lets `fault` befall calls that it `concerns`, the first `times` of them; yields how many it has befallen."""
        injected = _Injected(fault, concerns, times)
        with self._lock:
            self._injected.append(injected)
        try:
            yield lambda: injected.befallen
        finally:
            with self._lock:
                self._injected.remove(injected)

    def foreign(self, calls: list[Call]) -> list[Call]:
        """Those of `calls` that reach for things of another user than the one whose credentials they were made with."""
        users = self._sessions.users
        return [call for call in calls if (call.owners & users) - {call.user}]

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer | None:
        """The answer to a request; None to lose it."""
        call = self._sessions.described(request, body)
        with self._lock:
            for watcher in self._watchers:
                watcher.append(call)
            fault = next((it.fault for it in self._injected if it.befalls(call)), None)

        def forward() -> Answer:
            answer = self._forward(request, body)
            self._sessions.note(body, answer.body)
            return answer

        return forward() if fault is None else fault(forward)

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        connection = HTTPSConnection("127.0.0.1", self._port, timeout=UPSTREAM_SECONDS, context=self._trust)
        try:
            connection.request(request.command, request.path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


class _Injected:
    def __init__(self, fault: Fault, concerns: Callable[[Call], bool], times: int | None) -> None:
        self.fault = fault
        self._concerns = concerns
        self._times = times
        self.befallen = 0

    def befalls(self, call: Call) -> bool:
        if not self._concerns(call) or self.befallen == self._times:
            return False
        self.befallen += 1
        return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, faults: AwsFaults) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.faults = faults


class _Tunnel(BaseHTTPRequestHandler):
    server: _Server

    def do_CONNECT(self) -> None:  # the name that http.server calls
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):  # a client may go whenever it likes, and killed services do
            _Calls(self.server.faults.context.wrap_socket(self.connection, server_side=True), ("", 0), self.server)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class _Calls(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def _relay(self) -> None:
        if "Transfer-Encoding" in self.headers:
            raise AssertionError("the relay knows bodies of a declared length only")
        answer = self.server.faults.answer(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))
        if answer is None:
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", answer.headers.get("content-length", str(len(answer.body))))
        self.end_headers()
        self.wfile.write(answer.body)

    do_DELETE = do_GET = do_HEAD = do_POST = do_PUT = _relay  # noqa: N815  # the names that http.server calls

    def log_message(self, *_: object) -> None:
        """Says nothing."""
