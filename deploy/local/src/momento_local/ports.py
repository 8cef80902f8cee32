"""Which TCP port each part listens on."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack, suppress
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
        """Ports that nobody listens on at this moment, for a stack of one's own beside others.

        No port is told twice by one program, and none is of those that the system gives to connections and to whoever
        asks for any: a part that begins later, or anew, would find it taken.
        """
        with ExitStack() as opened:
            return cls(*(_bound(opened.enter_context(socket.socket())) for _ in fields(cls)))


def _bound(opened: socket.socket) -> int:
    """A port that `opened` got."""
    for port in _kept_back():
        with suppress(OSError):
            opened.bind(("127.0.0.1", port))
            return port
    # The system keeps none back, or all are used up: then any will do.
    opened.bind(("127.0.0.1", 0))
    return int(opened.getsockname()[1])


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
