"""How one worker follows another without a call being lost.

A server that ends closes the connections on which it has not yet read the beginning of a request, and those whose TLS
handshake is not done; their clients learn nothing. So a worker that is to be followed first stops being given new
connections, answers everything that it was given, and ends only after a while.
"""

from __future__ import annotations

import ctypes
import socket
import struct
from typing import TYPE_CHECKING, Final

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType

from momento_ingest.adapters.inbound.http.connections.listening_sockets import own_sockets

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar.types import ASGIApp, Message, Receive, Scope, Send

OVERLAP_SECONDS: Final = 30.0
"""How long both workers run: one to begin, the other to be asked what its connections were opened for."""
FINISH_SECONDS: Final = 600
"""How long a worker that ends may finish requests; until then nobody would replace its successor, should that fail."""
_ATTACH_FILTER: Final = 51
"""SO_ATTACH_REUSEPORT_CBPF of asm-generic/socket.h (socket(7)), which Python does not name."""
_SECOND: Final = struct.pack("=HBBI", 0x06, 0, 0, 1)
"""A `struct sock_filter` of linux/filter.h: BPF_RET | BPF_K, "give it to the second that listens"."""


def accept_in_newest_process(port: int) -> bool:
    """Has new connections given to the worker that began to listen on `port` last; False while this one does not.

    The kernel spreads them over all sockets that listen at the same place, unless a filter says which one gets it
    (socket(7)). The filter belongs to the place: anyone who listens there later finds it. Where there is no second, the
    kernel gives them to the only one. Raises OSError where the kernel takes no such filter.
    """
    for own in own_sockets(port):
        if own.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            instructions = ctypes.create_string_buffer(_SECOND, len(_SECOND))
            own.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("@HP", 1, ctypes.addressof(instructions)))
            return True
    return False


class Succession:
    """That this worker is being followed by another, once it is."""

    def __init__(self, call_successor: Callable[[], None]) -> None:
        """`call_successor` starts the other worker, and ends this one `OVERLAP_SECONDS` later."""
        self._call_successor = call_successor
        self.begun = False

    def begin(self) -> None:
        """Lets another worker follow."""
        self.begun = True
        self._call_successor()


class FinalAnswers:
    """While another worker takes over, each answer over HTTP/1.1 is the last on its connection (RFC 9112, 9.6).

    So a client that asks again does it where it will be answered. HTTP/2 has a word of its own for it, GOAWAY.
    """

    def __init__(self, app: ASGIApp, succession: Succession) -> None:
        self._app = app
        self._succession = succession

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != ScopeType.HTTP or not scope["http_version"].startswith("1"):
            await self._app(scope, receive, send)
            return

        async def send_the_last(message: Message) -> None:
            if message["type"] == "http.response.start" and self._succession.begun:
                MutableScopeHeaders.from_message(message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive, send_the_last)
