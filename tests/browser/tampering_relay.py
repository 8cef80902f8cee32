"""Stands before an honest provider, as its public address, and falsifies the ID tokens that it gives."""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from tests.oidc.signing import SigningKey, claims_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

CALLBACK = "/api/v1/session/oidc/callback?"
_POLL_SECONDS = 0.05
_LEFT_OUT = {"transfer-encoding", "connection", "content-length"}


@dataclass
class TamperingRelay:
    """Passes everything on while `tampering` is None; otherwise that makes the ID token of the honest claims.

    `key` is published beside the provider's own, so that what it signs has a good signature. `way_back` may change the
    address at which the provider sends a browser back to the client.
    """

    port: int
    provider_port: int
    tampering: Callable[[dict[str, Any]], str] | None = None
    way_back: Callable[[str], str] | None = None
    key: SigningKey = field(default_factory=lambda: SigningKey("relay"))

    @property
    def issuer(self) -> str:
        """The provider's public name."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the library gives the name
                relay._pass_on(self, b"")

            def do_POST(self) -> None:  # the library gives the name
                relay._pass_on(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _pass_on(self, asked: BaseHTTPRequestHandler, body: bytes) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.provider_port, timeout=10)
        connection.request(asked.command, asked.path, body or None, dict(asked.headers.items()))
        answer = connection.getresponse()
        content = self._altered(asked.path, answer.status, answer.read())
        asked.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _LEFT_OUT:
                asked.send_header(name, self._led(value) if name.lower() == "location" else value)
        asked.send_header("Content-Length", str(len(content)))
        asked.end_headers()
        asked.wfile.write(content)
        connection.close()

    def _led(self, address: str) -> str:
        return self.way_back(address) if self.way_back is not None and CALLBACK in address else address

    def _altered(self, path: str, status: int, content: bytes) -> bytes:
        if path == "/jwks":
            published = json.loads(content)
            published["keys"].append(self.key.public)
            return json.dumps(published).encode()
        if path == "/token" and status == http.client.OK and self.tampering is not None:
            tokens = json.loads(content)
            tokens["id_token"] = self.tampering(claims_of(tokens["id_token"]))
            return json.dumps(tokens).encode()
        return content


def saying(relay: TamperingRelay, **changes: Any) -> Callable[[dict[str, Any]], str]:
    """A token with a good signature that says something else."""
    return lambda claims: relay.key.sign({**claims, **changes})
