"""Early answers that arrive: after one, what is still being sent is read for a while and thrown away.

A client that is cut off in the middle of sending often loses the answer as well, and the reason with it (RFC 9112,
section 9.6; over HTTP/2 the stream is reset together with an answer that was not yet flushed).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from litestar.enums import ScopeType

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

MAXIMUM_BYTES: Final = 64 * 1024 * 1024
MAXIMUM_SECONDS: Final = 5.0


class DrainBody:
    """Reads the rest of a refused request, up to a limit of bytes and time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        body_ended = False

        async def receive_and_note() -> Message:
            nonlocal body_ended
            message = await receive()
            body_ended = not message.get("more_body", False)
            return message  # type: ignore[return-value]  # Litestar splits messages by direction

        await self._app(scope, receive_and_note, send)  # type: ignore[arg-type]  # likewise
        if not body_ended and scope["method"] not in {"GET", "HEAD"}:
            await _discard(receive)


async def _discard(receive: Receive) -> None:
    left = MAXIMUM_BYTES
    try:
        async with asyncio.timeout(MAXIMUM_SECONDS):
            while left > 0:
                message = await receive()
                if message["type"] != "http.request" or not message["more_body"]:
                    return
                left -= len(message["body"])
    except TimeoutError:
        return
