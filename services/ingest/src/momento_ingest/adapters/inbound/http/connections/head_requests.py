"""`HEAD` wherever there is `GET` (RFC 9110, section 9.3.2)."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final

from litestar.enums import ScopeType

if TYPE_CHECKING:
    from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

_OWN: Final = re.compile(r"/api/v1/(uploads/[^/]+|export|archives/[^/]+)")
"""Addresses that answer `HEAD` themselves: tus has a call of that kind, and no archive is made for its headers."""


class HeadRequests:
    """Answers `HEAD` with the headers of `GET`, which is left as soon as it begins to send its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD" or _OWN.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        answered = asyncio.Event()

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                return
            if not answered.is_set():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                answered.set()
            if message.get("more_body"):
                # Nothing further is wanted: this waits until it is cancelled.
                await asyncio.get_running_loop().create_future()

        scope["method"] = "GET"
        get = asyncio.ensure_future(self._app(scope, receive, send_headers))
        end = asyncio.ensure_future(answered.wait())
        try:
            await asyncio.wait((get, end), return_when=asyncio.FIRST_COMPLETED)
            if get.done():
                get.result()
        finally:
            for task in (get, end):
                task.cancel()
            await asyncio.gather(get, end, return_exceptions=True)
