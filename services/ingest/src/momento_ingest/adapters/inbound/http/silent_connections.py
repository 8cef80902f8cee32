"""Connections on which nothing has moved for long are closed: without that, silent ones could take up every place.

The server itself waits for ever for the first byte after a TLS handshake, for the next request over HTTP/2, and for a
client that does not read its answer. The kernel knows of every connection when bytes last came and went (tcp(7),
`TCP_INFO`), so no request has to be followed for this.
"""

from __future__ import annotations

import os
import socket
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final

_DESCRIPTORS: Final = Path("/proc/self/fd")
_MOMENTS: Final = struct.Struct("=44xI4xI")
"""In `struct tcp_info` of linux/tcp.h: milliseconds since data was last sent, and since it was last received."""
_STATE_ESTABLISHED: Final = 1
_MILLISECONDS: Final = 1000


def close_silent(port: int, seconds: float) -> int:
    """Closes this process's accepted connections on `port` that have been silent for `seconds`; how many it closed."""
    closed = 0
    for name in os.listdir(_DESCRIPTORS):  # noqa: PTH208  # names are enough, for ten thousand of them
        with suppress(OSError), _duplicate(int(name)) as connection:
            if _is_accepted(connection, port) and _silence(connection) >= seconds:
                # The server sees the end of it as if the client had hung up.
                connection.shutdown(socket.SHUT_RDWR)
                closed += 1
    return closed


def _duplicate(descriptor: int) -> socket.socket:
    """A handle of our own, so that the number cannot come to mean another connection in between."""
    own = os.dup(descriptor)
    try:
        # Raises OSError (ENOTSOCK) for a file.
        return socket.socket(fileno=own)
    except OSError:
        os.close(own)
        raise


def _is_accepted(connection: socket.socket, port: int) -> bool:
    internet = connection.family in {socket.AF_INET, socket.AF_INET6} and connection.type == socket.SOCK_STREAM
    return internet and connection.getsockname()[1] == port


def _silence(connection: socket.socket) -> float:
    """Seconds since a byte went either way; 0 for a listener, and for a connection that is being closed."""
    information = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _MOMENTS.size)
    if information[0] != _STATE_ESTABLISHED:
        return 0.0
    sent, received = _MOMENTS.unpack(information)
    return float(min(sent, received)) / _MILLISECONDS
