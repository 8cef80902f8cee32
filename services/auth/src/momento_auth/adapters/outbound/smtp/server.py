"""Which mail server, as one address says it: `smtps://user:password@mail.example.org` or `smtp://…`."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import unquote, urlsplit

_PORTS: Final = {"smtp": 587, "smtps": 465}
"""Submission with STARTTLS and with TLS from the first byte (RFC 8314, section 3.3)."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server.

    Attributes:
        implicit_tls: TLS from the first byte; otherwise STARTTLS comes before anything else.
        plain: without TLS, which only a server on this machine may be (it would show links and the password).
        user: empty where the server asks for no password.
    """

    host: str
    port: int
    implicit_tls: bool
    plain: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str) -> Self:
        """Reads `smtp://` (STARTTLS; none on this machine) or `smtps://` with host, and if needed port and login.

        Raises:
            ValueError: it is no such address.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("say smtp://user:password@host:port or smtps://user:password@host:port")
        implicit = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            implicit_tls=implicit,
            plain=not implicit and _is_loopback(parts.hostname),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
