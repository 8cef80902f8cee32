"""One connection to clamd that carries one command and cannot fail open.

pyclamd 0.4.0 knows clamd's addresses and commands, but it answers `None` both for a clean file and for a connection
that was lost, takes half a reply for a whole one, sends with `send`, waits forever, and its constructors connect once
more to see whether clamd is there. So only its connecting is used, without the constructors; what is sent and what
counts as a reply are decided here.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from typing import TYPE_CHECKING, Final, Self

import pyclamd

from momento_scanner.adapters.outbound.clamd.address import ClamdAddress, TcpAddress, UnixAddress
from momento_scanner.domain.inspection.errors import EngineUnavailable, NoVerdict, ScanTimedOut

if TYPE_CHECKING:
    from types import TracebackType

_TERMINATOR: Final = b"\0"
_MAX_REPLY_LENGTH: Final = 4096
"""A reply names one signature; real ones have less than 200 bytes."""


class ClamdConnection:
    """An open connection; every call on it ends by the deadline."""

    def __init__(self, address: ClamdAddress, seconds: float) -> None:
        """Connects.

        Raises:
            EngineUnavailable: clamd cannot be reached within `seconds`.
        """
        self._deadline = time.monotonic() + seconds
        self._socket = _connect(address, self._remaining())

    def __enter__(self) -> Self:
        """The connection itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the connection; clamd gives up what it was doing for it."""
        self._socket.close()

    def hurry(self, seconds: float) -> None:
        """Lets every further call on it end within `seconds` from now, if its deadline is not earlier."""
        self._deadline = min(self._deadline, time.monotonic() + seconds)

    def abort(self) -> None:
        """Ends whatever another thread is waiting for on it, which then raises NoVerdict."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def send(self, content: bytes | bytearray) -> None:
        """Sends all of `content`.

        Raises:
            ScanTimedOut: clamd does not take it in time.
            NoVerdict: the connection is lost.
        """
        try:
            self._socket.settimeout(self._remaining())
            self._socket.sendall(content)
        except TimeoutError as error:
            raise ScanTimedOut("clamd does not take the file in time") from error
        except OSError as error:
            raise NoVerdict(f"clamd does not take the file: {error}") from error

    def command(self, name: str) -> None:
        """Sends the command `name`; the reply to it will end with a NUL byte (clamd(8), "z" commands)."""
        self.send(b"z" + name.encode() + _TERMINATOR)

    def require_silence(self) -> None:
        """Makes sure that clamd has said nothing yet: an answer to a file it has not seen whole is worth nothing.

        Raises:
            NoVerdict: it has, or it has closed the connection.
        """
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if poll.poll(0):
            raise NoVerdict("clamd answered before it had the whole file")

    def reply(self) -> bytes:
        """The one reply to the command, without its terminator; clamd closes the connection after it.

        Raises:
            ScanTimedOut: the deadline passes before that.
            NoVerdict: the connection is lost before that, or anything but exactly one terminated reply came.
        """
        received = b""
        while part := self._receive():
            received += part
            if len(received) > _MAX_REPLY_LENGTH:
                raise NoVerdict("clamd sent more than a reply")
        # Nothing at all: find gives -1, which would equal the last index of b"".
        if not received or received.find(_TERMINATOR) != len(received) - 1:
            raise NoVerdict(f"clamd did not send one whole reply: {received[:200]!r}")
        return received.removesuffix(_TERMINATOR)

    def _receive(self) -> bytes:
        try:
            self._socket.settimeout(self._remaining())
            return self._socket.recv(_MAX_REPLY_LENGTH)
        except TimeoutError as error:
            raise ScanTimedOut("clamd does not answer in time") from error
        except OSError as error:
            raise NoVerdict(f"clamd does not answer: {error}") from error

    def _remaining(self) -> float:
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise ScanTimedOut("clamd did not answer before the deadline")
        return remaining


def _connect(address: ClamdAddress, seconds: float) -> socket.socket:
    client = _UnixClient(address, seconds) if isinstance(address, UnixAddress) else _NetworkClient(address, seconds)
    try:
        client._init_socket()  # noqa: SLF001  # pyclamd has no public way to connect once
    except (OSError, UnicodeError) as error:
        raise EngineUnavailable(f"clamd cannot be reached: {error}") from error
    connected: socket.socket = client.clamd_socket
    return connected


class _UnixClient(pyclamd.ClamdUnixSocket):  # type: ignore[misc]  # untyped
    def __init__(self, address: UnixAddress, seconds: float) -> None:
        self.unix_socket = address.path
        self.timeout = seconds


class _NetworkClient(pyclamd.ClamdNetworkSocket):  # type: ignore[misc]  # untyped
    def __init__(self, address: TcpAddress, seconds: float) -> None:
        self.host = address.host
        self.port = address.port
        self.timeout = seconds
