"""Where clamd listens: `unix:/run/clamav/clamd.ctl` or `tcp:host:port`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_HIGHEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class UnixAddress:
    """A socket in the file system: the safe choice, since anyone who reaches clamd up to 1.4 can also stop it."""

    path: str


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A host and port."""

    host: str
    port: int


ClamdAddress = UnixAddress | TcpAddress


def parse_address(text: str) -> ClamdAddress:
    """Reads an address; raises ValueError with a sentence when it is neither form."""
    scheme, _, rest = text.partition(":")
    if scheme == "unix" and rest.startswith("/"):
        return UnixAddress(rest)
    host, _, port = rest.rpartition(":")
    if scheme == "tcp" and host and port.isdecimal() and 0 < int(port) <= _HIGHEST_PORT:
        return TcpAddress(host, int(port))
    raise ValueError("say unix:/path/to/socket or tcp:host:port")
