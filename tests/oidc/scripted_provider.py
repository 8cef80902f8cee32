"""A provider on loopback whose every answer a test can put in the place of the honest one."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.oidc.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

CLIENT_ID = "momento"
CLIENT_SECRET = "a-secret-of-at-least-thirty-two-bytes"
_POLL_SECONDS = 0.01
Answer = tuple[int, bytes, dict[str, str]]


def as_json(body: Mapping[str, Any], status: int = 200) -> Answer:
    return status, json.dumps(body).encode(), {"Content-Type": "application/json"}


@dataclass
class ScriptedProvider:
    """Knows what each code was asked with, and gives tokens for it once.

    Attributes:
        key: what it signs with; it publishes `published`.
        mint: makes the token of the honest claims.
        answers: what to answer at a path instead, for example `/token`.
        requests: every path that was asked, in order.
    """

    key: SigningKey = field(default_factory=lambda: SigningKey("first"))
    published: list[dict[str, Any]] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    user_info: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Callable[[], Answer]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    mint: Callable[[dict[str, Any]], str] | None = None

    def __enter__(self) -> Self:
        provider = self
        self.published = self.published or [self.key.public]
        self._codes: dict[str, dict[str, str]] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the library gives the name
                self._answer(provider._answer(self.path, "", ""))

            def do_POST(self) -> None:  # the library gives the name
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(provider._answer(self.path, body, self.headers.get("Authorization", "")))

            def _answer(self, answer: Answer) -> None:
                status, body, headers = answer
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sign_in(self, address: str) -> tuple[str, str]:
        """What comes back when somebody signs in at the address, as state and code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return asked["state"], code

    def _answer(self, path: str, body: str, authorization: str) -> Answer:
        self.requests.append(path)
        if path in self.answers:
            return self.answers[path]()
        if path == "/.well-known/openid-configuration":
            return as_json(self._metadata() | self.metadata)
        if path == "/jwks":
            return as_json({"keys": self.published})
        if path == "/userinfo":
            return as_json(self.user_info)
        return self._tokens({name: values[0] for name, values in parse_qs(body).items()}, authorization)

    def _metadata(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        endpoints = {name: f"{self.issuer}/{path}" for name, path in names.items()}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **endpoints}

    def _tokens(self, sent: dict[str, str], authorization: str) -> Answer:
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if authorization != f"Basic {expected}":
            return as_json({"error": "invalid_client"}, 401)
        asked = self._codes.pop(sent.get("code", ""), None)
        if asked is None or _challenge(sent.get("code_verifier", "")) != asked["code_challenge"]:
            return as_json({"error": "invalid_grant"}, 400)
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "nonce": asked["nonce"], **self.claims}
        token = (self.mint or self.key.sign)({name: value for name, value in claims.items() if value is not None})
        return as_json({"access_token": "opaque", "token_type": "Bearer", "expires_in": 60, "id_token": token})


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
