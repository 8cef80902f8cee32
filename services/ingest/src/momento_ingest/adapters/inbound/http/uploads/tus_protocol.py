"""What tus 1.0.0 asks of every request and answer below one path."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType

from momento_ingest.adapters.inbound.http.uploads.tus_headers import EXTENSIONS, VERSION
from momento_ingest.domain.uploads.checksum import ALGORITHMS

if TYPE_CHECKING:
    from litestar.types import ASGIApp, HTTPScope, Message, Method, Receive, Scope, Send

_OVERRIDE: Final = b"x-http-method-override"
_OVERRIDING: Final[dict[bytes, Method]] = {b"PATCH": "PATCH", b"DELETE": "DELETE", b"HEAD": "HEAD"}


class TusProtocol:
    """Answers `OPTIONS`, honours `X-HTTP-Method-Override`, and says in every answer which version is spoken."""

    def __init__(self, app: ASGIApp, path: str, largest_bytes: int) -> None:
        """Wraps `app`; uploads lie at and below `path`."""
        self._app = app
        self._path = path
        self._capabilities = {
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(largest_bytes),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != ScopeType.HTTP or not self._speaks(scope["path"]):
            await self._app(scope, receive, send)
        else:
            await self._speak(scope, receive, send)

    async def _speak(self, scope: HTTPScope, receive: Receive, send: Send) -> None:

        async def send_with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                headers["Tus-Resumable"] = VERSION
                if message["status"] == HTTPStatus.PRECONDITION_FAILED:
                    headers["Tus-Version"] = VERSION
            await send(message)

        if scope["method"] == "OPTIONS":
            await self._report(send_with_version)
            return
        scope["method"] = _method(scope)
        await self._app(scope, receive, send_with_version)

    def _speaks(self, path: str) -> bool:
        return path == self._path or path.startswith(f"{self._path}/")

    async def _report(self, send: Send) -> None:
        headers = [(name.lower().encode(), value.encode()) for name, value in self._capabilities.items()]
        await send({"type": "http.response.start", "status": HTTPStatus.NO_CONTENT, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _method(scope: HTTPScope) -> Method:
    wanted = dict(scope["headers"]).get(_OVERRIDE, b"").strip().upper()
    return _OVERRIDING.get(wanted, scope["method"]) if scope["method"] == "POST" else scope["method"]
