"""An SMTP server on loopback, for what auth sends."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable

_TIMEOUT_SECONDS = 60


class LoopbackSmtpServer(Controller):
    """Listens on a port that it is given by the system, and tells it as `port`.

    aiosmtpd itself has to be told a port, which somebody else could have taken by the time it listens there.
    """

    def __init__(self, handler: object, **settings: Any) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        super().__init__(handler, hostname="127.0.0.1", port=port, ready_timeout=_TIMEOUT_SECONDS, **settings)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        served: Awaitable[asyncio.AbstractServer] = self.loop.create_server(
            self._factory_invoker, sock=self._listener, ssl=self.ssl_context
        )
        return served
