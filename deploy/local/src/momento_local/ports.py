"""Which TCP port each part listens on."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HIGHEST: Final = 65535
LOWEST: Final = 11_000
"""Below are ports that other programs are known by, ours among them, and those that browsers refuse (up to 10080)."""
_GIVEN: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
_RESERVED: Final = "momento-ports-{uid}"
"""The file in which a process locks the byte at the number of each port that it was given (fcntl(2), advisory)."""


@dataclass(frozen=True)
class Ports:
    """One port for each listener; only the edge is meant for anyone but this machine."""

    edge: int = 8443
    operations: int = 8444
    auth: int = 7101
    scanner: int = 7102
    catalog: int = 7103
    aws: int = 7104
    auth_metrics: int = 7111
    scanner_metrics: int = 7112
    catalog_metrics: int = 7113
    ingest_metrics: int = 7114

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """The ports that `environ` asks for.

        `MOMENTO_PORT_BASE` moves all of them (the edge to the base, the others behind it in the order above); a single
        one is moved by `MOMENTO_PORT_EDGE`, `MOMENTO_PORT_OPERATIONS` and so on. Raises LaunchError for anything but a
        port number.
        """
        chosen = {field.name: getattr(cls(), field.name) for field in fields(cls)}
        if "MOMENTO_PORT_BASE" in environ:
            base = _port("MOMENTO_PORT_BASE", environ)
            chosen = {name: base + offset for offset, name in enumerate(chosen)}
        for name in chosen:
            variable = f"MOMENTO_PORT_{name.upper()}"
            if variable in environ:
                chosen[name] = _port(variable, environ)
        return cls(**chosen)

    def metrics(self, service: str) -> int:
        """Where a service tells its metrics."""
        port: int = getattr(self, f"{service}_metrics")
        return port

    @classmethod
    def free(cls) -> Self:
        """Ports that nobody listens on, for a stack of one's own beside others, each as `free_port` gives it."""
        return cls(*(free_port() for _ in fields(cls)))


def free_port() -> int:
    """A port of the loopback that nobody listens on, and that no process of this user is given until this one ends.

    It is none of those that the system gives to connections and to listeners that ask for any: what begins to listen
    later, or anew, would find it taken.
    """
    for port in _kept_back():
        with socket.socket() as probe:
            if _bound(probe, port) and _reserved(port):
                return port
    # The system keeps none back, or all are used up: then any will do that was not given yet.
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
            if _reserved(port):
                return port


def _bound(probe: socket.socket, port: int) -> bool:
    with suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False


def _reserved(port: int) -> bool:
    """Whether nobody had it; the system takes it back when this process ends, however that happens."""
    if port in _given():
        return False
    reservations = _reservations()
    with suppress(BlockingIOError, PermissionError):
        fcntl.lockf(reservations, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        _given().add(port)
        return True
    return False


@cache
def _given() -> set[int]:
    """What this process has been given: its own locks never stand in its way."""
    return set()


@cache
def _reservations() -> int:
    """The file of reservations; it is never closed, because that would end all locks of this process."""
    path = Path(tempfile.gettempdir()) / _RESERVED.format(uid=os.getuid())
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


@cache
def _kept_back() -> Iterator[int]:
    """Ports below those that the system gives to connections (ip(7)), in any order; each is there once."""
    lowest_given = int(_GIVEN.read_text(encoding="ascii").split()[0])
    candidates = range(LOWEST, lowest_given)
    return iter(random.sample(candidates, len(candidates)))


def _port(variable: str, environ: Mapping[str, str]) -> int:
    text = environ[variable]
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) <= HIGHEST:
        msg = f"{variable} is {text!r}, which is no port. Set it to a number from 1 to {HIGHEST}."
        raise LaunchError(msg)
    return int(text)
