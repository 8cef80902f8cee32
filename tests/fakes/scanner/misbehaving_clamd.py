"""Servers that speak clamd's protocol badly, each in its own way."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.clamd.address import UnixAddress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class Peer:
    """The server's end of one connection."""

    connection: socket.socket

    def read_command(self) -> bytes:
        received = b""
        while not received.endswith(b"\0"):
            part = self.connection.recv(1)
            if not part:
                raise ConnectionError
            received += part
        return received

    def read_stream(self) -> bytes:
        """Reads blocks to the empty one, as clamd does."""
        content = bytearray()
        while length := struct.unpack("!L", self._exactly(4))[0]:
            content += self._exactly(length)
        return bytes(content)

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self.connection.sendall(part)

    def reset(self) -> None:
        """Closes with RST instead of FIN, where the socket's family has one."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def hang(self) -> None:
        """Reads until the other side gives up."""
        while self.connection.recv(65536):
            pass

    def _exactly(self, count: int) -> bytes:
        received = b""
        while len(received) < count:
            part = self.connection.recv(count - len(received))
            if not part:
                raise ConnectionError
            received += part
        return received


def replying(*parts: bytes) -> Callable[[Peer], None]:
    """Reads everything as it should, then sends `parts` and closes."""

    def behave(peer: Peer) -> None:
        peer.read_command()
        peer.read_stream()
        peer.send(*parts)

    return behave


def _close_at_once(peer: Peer) -> None:
    peer.connection.close()


def _reset_at_once(peer: Peer) -> None:
    peer.reset()


def _close_after_command(peer: Peer) -> None:
    peer.read_command()


def _reset_after_stream(peer: Peer) -> None:
    peer.read_command()
    peer.read_stream()
    peer.reset()


def _hang_after_stream(peer: Peer) -> None:
    peer.read_command()
    peer.read_stream()
    peer.hang()


def _hang_after_half_a_reply(peer: Peer) -> None:
    peer.read_command()
    peer.read_stream()
    peer.send(b"stream: OK")
    peer.hang()


def _reply_then_hang(peer: Peer) -> None:
    peer.read_command()
    peer.read_stream()
    peer.send(b"stream: OK\0")
    peer.hang()


def _clean_before_the_stream(peer: Peer) -> None:
    peer.send(b"stream: OK\0")
    peer.hang()


def _clean_and_close_before_the_stream(peer: Peer) -> None:
    peer.read_command()
    peer.send(b"stream: OK\0")


def _silence(peer: Peer) -> None:
    peer.hang()


MISBEHAVIOURS: Final[dict[str, Callable[[Peer], None]]] = {
    "closes at once": _close_at_once,
    "resets at once": _reset_at_once,
    "closes after the command": _close_after_command,
    "closes without an answer": replying(),
    "resets after the stream": _reset_after_stream,
    "hangs from the start": _silence,
    "hangs after the stream": _hang_after_stream,
    "hangs after half a reply": _hang_after_half_a_reply,
    "does not close after its reply": _reply_then_hang,
    "says clean before it saw anything": _clean_before_the_stream,
    "says clean and closes before it saw anything": _clean_and_close_before_the_stream,
    "says clean without a terminator": replying(b"stream: OK"),
    "ends its reply with a newline": replying(b"stream: OK\n"),
    "says clean, then something else": replying(b"stream: OK\0", b"stream: Eicar FOUND\0"),
    "says clean twice": replying(b"stream: OK\0stream: OK\0"),
    "sends an empty reply": replying(b"\0"),
    "says OK only": replying(b"OK\0"),
    "says clean of another file": replying(b"other: OK\0"),
    "says clean in lower case": replying(b"stream: ok\0"),
    "puts a space behind clean": replying(b"stream: OK \0"),
    "says the size limit is exceeded": replying(b"INSTREAM size limit exceeded. ERROR\0"),
    "says ERROR": replying(b"stream: Can't allocate memory ERROR\0"),
    "says it does not know the command": replying(b"UNKNOWN COMMAND\0"),
    "answers with bytes of no meaning": replying(b"\xff\xfe\x00\x01\0"),
    "answers without end": replying(*[b"x" * 4096] * 64),
    "finds nothing by name": replying(b"stream:  FOUND\0"),
}


@contextmanager
def misbehaving_clamd(folder: Path, behave: Callable[[Peer], None]) -> Iterator[UnixAddress]:
    """Serves every connection with `behave` until the context is left."""
    path = folder / "s"
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()
    thread = threading.Thread(target=_serve, args=(server, behave), daemon=True)
    thread.start()
    try:
        yield UnixAddress(str(path))
    finally:
        # Closing alone does not wake accept.
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        server.close()


def _serve(server: socket.socket, behave: Callable[[Peer], None]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            _behave(behave, Peer(connection))


def _behave(behave: Callable[[Peer], None], peer: Peer) -> None:
    try:
        behave(peer)
    except OSError:
        # The scanner hung up: what these servers are for.
        return
