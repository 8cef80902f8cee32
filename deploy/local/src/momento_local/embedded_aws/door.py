"""The door in front of ministack: only signed AWS requests, addressed to this very listener, come in.

Ministack answers a number of unsigned requests, among them one that wipes everything, and takes anybody who names a
well-known access key (`test`, or an account number) for the owner of the account, whatever the signature. Other
programs on this machine, and web pages that guess the port, must not get that far. What remains for the owner is one
random access key id, which ministack does not check against its secret either and which is therefore kept like one.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Message, Receive, Send], Awaitable[None]]
    Headers = list[tuple[bytes, bytes]]

OPEN_PATHS: Final = frozenset({"/_ministack/health", "/_ministack/ready"})
SCOPE: Final = r"A[A-Z0-9]{15,}/\d{8}/[a-z0-9-]+/(?P<service>[a-z0-9-]+)/aws4_request"
"""A credential scope (SigV4); access key ids begin with A (IAM, `Understanding unique ID prefixes`)."""
SIGNED_HEADER: Final = re.compile(
    rf"AWS4-HMAC-SHA256 Credential={SCOPE}, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{{64}}"
)
SIGNED_QUERY: Final = re.compile(SCOPE)
CREDENTIAL_PARAMETERS: Final = frozenset({"x-amz-credential", "awsaccesskeyid"})


class Door:
    """An ASGI application that lets through to another what may pass."""

    def __init__(self, inside: App, hosts: frozenset[str]) -> None:
        """Guards `inside`, reachable as one of `hosts` (`name:port`)."""
        self._inside = inside
        self._hosts = hosts
        self._closed = False
        self._passing = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def close(self, seconds: float) -> None:
        """Lets nobody in any more; returns when all are out, after `seconds` at the latest."""
        self._closed = True
        await asyncio.wait([asyncio.create_task(self._idle.wait())], timeout=seconds)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handles one connection as ASGI 3 wants it."""
        if scope["type"] == "lifespan":
            await self._inside(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif self._closed:
            await _refuse(send, 503, b"This program is being stopped.\n")
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        if not self._may_pass(scope):
            await _refuse(send, 403, b"This port takes signed AWS requests only.\n")
            return
        self._passing += 1
        self._idle.clear()
        try:
            await self._inside(scope, receive, send)
        finally:
            self._leave()

    def _leave(self) -> None:
        self._passing -= 1
        if self._passing == 0:
            self._idle.set()

    def _may_pass(self, scope: Message) -> bool:
        if _values(scope["headers"], "host") not in ([host] for host in self._hosts):
            return False
        if scope["path"].startswith("/_"):
            return scope["path"] in OPEN_PATHS and scope["method"] == "GET"
        return signed_for(scope["headers"], scope["query_string"].decode("latin-1")) is not None


def signed_for(headers: Headers, query: str) -> str | None:
    """The AWS service a request is signed for, by header or by query; None when it is not signed, or in two ways."""
    by_header = _values(headers, "authorization")
    by_query = [value for name, value in parse_qsl(query) if name.lower() in CREDENTIAL_PARAMETERS]
    if len(by_header) + len(by_query) != 1:
        return None
    found = SIGNED_HEADER.fullmatch(by_header[0]) if by_header else SIGNED_QUERY.fullmatch(by_query[0])
    return None if found is None else found["service"]


def _values(headers: Headers, name: str) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key.decode("latin-1").lower() == name]


async def _refuse(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
