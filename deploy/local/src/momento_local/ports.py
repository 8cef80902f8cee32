"""Which TCP port each part listens on."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Self

from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Mapping

HIGHEST: Final = 65535


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
        """Ports that nobody listens on at this moment, for a stack of one's own beside others."""
        with ExitStack() as opened:
            sockets = [opened.enter_context(socket.socket()) for _ in fields(cls)]
            for each in sockets:
                each.bind(("127.0.0.1", 0))
            return cls(*(each.getsockname()[1] for each in sockets))


def _port(variable: str, environ: Mapping[str, str]) -> int:
    text = environ[variable]
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) <= HIGHEST:
        msg = f"{variable} is {text!r}, which is no port. Set it to a number from 1 to {HIGHEST}."
        raise LaunchError(msg)
    return int(text)
