"""Bodies that stop or trickle are cut off, whatever they are sent to: a sender must not hold a request forever."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litestar.enums import ScopeType

from momento_ingest.domain.errors import TooSlow

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar.types import ASGIApp, Receive, Scope, Send
    from litestar.types.asgi_types import HTTPReceiveMessage, WebSocketReceiveMessage

    AnyReceiveMessage = HTTPReceiveMessage | WebSocketReceiveMessage


@dataclass(frozen=True, slots=True)
class SenderLimits:
    """How slow a sender may be.

    Attributes:
        idle_seconds: the longest wait for the next byte.
        window_seconds: over how long the average speed is taken.
        bytes_per_second: the lowest average speed.
    """

    idle_seconds: float = 30.0
    window_seconds: float = 60.0
    bytes_per_second: float = 1000.0


class MinimumUploadRate:
    """Raises TooSlow into whatever reads a body that does not come as `patience` wants it.

    `clock` gives seconds that never go back.
    """

    def __init__(self, app: ASGIApp, patience: SenderLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._timeout = patience
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == ScopeType.HTTP:
            receive = _Steady(receive, self._timeout, self._clock)
        await self._app(scope, receive, send)


class _Steady:
    """The `receive` of one request."""

    def __init__(self, receive: Receive, patience: SenderLimits, clock: Callable[[], float]) -> None:
        self._receive = receive
        self._timeout = patience
        self._clock = clock
        self._waited = 0.0
        self._received = 0
        self._ended = False

    async def __call__(self) -> AnyReceiveMessage:
        if self._ended:
            # What comes after a body is the end of the connection, and that may take its time.
            return await self._receive()
        message = await self._next()
        if message["type"] == "http.request":
            self._ended = not message["more_body"]
            self._count(len(message["body"]))
        return message

    async def _next(self) -> AnyReceiveMessage:
        # Only the time spent waiting for the sender is theirs: it does not run while they wait for their turn.
        since = self._clock()
        try:
            async with asyncio.timeout(self._timeout.idle_seconds):
                return await self._receive()
        except TimeoutError as error:
            raise _too_slow() from error
        finally:
            self._waited += self._clock() - since

    def _count(self, size: int) -> None:
        self._received += size
        if self._ended or self._waited < self._timeout.window_seconds:
            return
        if self._received < self._waited * self._timeout.bytes_per_second:
            raise _too_slow()
        self._waited, self._received = 0.0, 0


def _too_slow() -> TooSlow:
    return TooSlow("SENDER_TOO_SLOW", "The request came too slowly and was cut off; send the rest, or send it again.")
