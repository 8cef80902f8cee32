"""Requests that mean one thing to everybody: what proxies and servers could read in different ways is refused."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from litestar.enums import ScopeType

from momento_ingest.adapters.inbound.http.problems import CONTENT_TYPE, problem
from momento_ingest.domain.errors import InvalidInput

if TYPE_CHECKING:
    from litestar import Response
    from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
    from litestar.types.asgi_types import HTTPReceiveMessage, WebSocketReceiveMessage

    AnyReceiveMessage = HTTPReceiveMessage | WebSocketReceiveMessage

_AMBIGUOUS: Final = re.compile(rb"//|\\|%2f|%5c|%00|\x00|(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
"""Empty and dot segments, and slashes in disguise: a proxy's rules for paths may see another path than we do."""


class WellFormedRequests:
    """Refuses an ambiguous host or path, and raises into whatever reads a body that does not come to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal is not None:
            await _answer(refusal, send)
            return
        await self._app(scope, _Whole(receive), send)


class _Whole:
    """The `receive` of one request."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ended = False

    async def __call__(self) -> AnyReceiveMessage:
        message = await self._receive()
        if message["type"] == "http.request":
            self._ended = not message["more_body"]
        elif not self._ended:
            # So the server below reports a client that is gone, and one whose chunks are malformed. The latter still
            # waits for an answer: the fault is in the request.
            raise InvalidInput("BODY_MALFORMED", "The body broke off or is malformed; send it again.")
        return message


def _refusal(scope: HTTPScope) -> Response[bytes] | None:
    hosts = [value.strip() for name, value in scope["headers"] if name == b"host"]
    # RFC 9112, section 3.2. The server below hands `:authority` of HTTP/2 on so, and an empty header where none came.
    if len(hosts) > 1 or (scope["http_version"] == "1.1" and not any(hosts)):
        return problem(HTTPStatus.BAD_REQUEST, "HOST_INVALID", "Send exactly one Host header.")
    if _AMBIGUOUS.search(scope.get("raw_path") or scope["path"].encode()):
        return problem(HTTPStatus.NOT_FOUND, "ROUTE_UNKNOWN", "There is nothing at this address.")
    return None


async def _answer(refusal: Response[bytes], send: Send) -> None:
    length = str(len(refusal.content)).encode()
    headers = [(b"content-type", CONTENT_TYPE.encode()), (b"content-length", length)]
    await send({"type": "http.response.start", "status": int(refusal.status_code or 0), "headers": headers})
    await send({"type": "http.response.body", "body": refusal.content, "more_body": False})
