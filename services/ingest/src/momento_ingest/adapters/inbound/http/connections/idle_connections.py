"""Connections on which nothing has moved for long are closed: without that, silent ones could take up every place.

The server itself waits forever for the first byte after a TLS handshake, for the next request over HTTP/2, and for a
client that does not read its answer. The kernel knows of every connection when bytes last came and went (tcp(7),
`TCP_INFO`), so no request has to be followed for this.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from typing import Final

from momento_ingest.adapters.inbound.http.connections.listening_sockets import own_sockets

_MOMENTS: Final = struct.Struct("=44xI4xI")
"""In `struct tcp_info` of linux/tcp.h: milliseconds since data was last sent, and since it was last received."""
_STATE_ESTABLISHED: Final = 1
_MILLISECONDS: Final = 1000


def close_idle(port: int, seconds: float) -> int:
    """Closes this process's accepted connections on `port` that have been silent for `seconds`; how many it closed."""
    closed = 0
    for connection in own_sockets(port):
        with suppress(OSError):
            if _silence(connection) >= seconds:
                # The server sees the end of it as if the client had hung up.
                connection.shutdown(socket.SHUT_RDWR)
                closed += 1
    return closed


def _silence(connection: socket.socket) -> float:
    """Seconds since a byte went either way; 0 for a listener, and for a connection that is being closed."""
    information = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _MOMENTS.size)
    if information[0] != _STATE_ESTABLISHED:
        return 0.0
    sent, received = _MOMENTS.unpack(information)
    return float(min(sent, received)) / _MILLISECONDS
