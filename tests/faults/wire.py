"""The edge's wire, byte by byte: what no client library would send."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_local.stack import Stack

LOOK_SECONDS = 0.5
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0"
"""How a client begins HTTP/2: the preface and empty settings (RFC 9113, section 3.4)."""


def connected(stack: Stack) -> socket.socket:
    """A connection without TLS."""
    return socket.create_connection(("127.0.0.1", stack.settings.ports.edge), timeout=60)


def secured(stack: Stack, *protocols: str) -> ssl.SSLSocket:
    """A connection after its handshake; with `protocols` it offers them (ALPN)."""
    context = ssl.create_default_context(cafile=str(stack.edge_authority))
    if protocols:
        context.set_alpn_protocols(protocols)
    return context.wrap_socket(connected(stack), server_hostname="localhost")


def head(method: str, path: str, token: str, length: int, **headers: str) -> bytes:
    """The head of a request with a body."""
    lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {length}", "\r\n"]).encode()


def said_until_closed(connection: socket.socket, trickle: bytes, seconds: float) -> bytes:
    """What the edge says until it closes the connection, to which `trickle` is sent twice a second.

    Raises TimeoutError when it is still open after `seconds`.
    """
    said, deadline = b"", time.monotonic() + seconds
    connection.settimeout(LOOK_SECONDS)
    while time.monotonic() < deadline:
        try:
            connection.sendall(trickle)
        except (ConnectionError, ssl.SSLError):
            # It was closed since the last look; what it said before that has arrived and is still to be read.
            trickle = b""
        try:
            part = connection.recv(4096)
        except TimeoutError:
            continue
        except (ConnectionError, ssl.SSLError):
            return said
        if not part:
            return said
        said += part
    raise TimeoutError
