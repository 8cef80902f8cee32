"""The sockets that this process holds at a port; the server below opens them and shows none of them."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_DESCRIPTORS: Final = Path("/proc/self/fd")


def own_sockets(port: int) -> Iterator[socket.socket]:
    """Each TCP socket of this process on `port`, the listening one and the accepted ones, while it is looked at.

    What is yielded is a handle of our own, so that the number cannot come to mean another connection in between. The
    connection itself may be closed at any time, and what is asked of it then raises OSError.
    """
    for name in os.listdir(_DESCRIPTORS):  # noqa: PTH208  # names are enough, for ten thousand of them
        with suppress(OSError), _duplicate(int(name)) as own:
            if _is_at(own, port):
                yield own


def _duplicate(descriptor: int) -> socket.socket:
    own = os.dup(descriptor)
    try:
        # Raises OSError (ENOTSOCK) for a file.
        return socket.socket(fileno=own)
    except OSError:
        os.close(own)
        raise


def _is_at(own: socket.socket, port: int) -> bool:
    internet = own.family in {socket.AF_INET, socket.AF_INET6} and own.type == socket.SOCK_STREAM
    return internet and own.getsockname()[1] == port
