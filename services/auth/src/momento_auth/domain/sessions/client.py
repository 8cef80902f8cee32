"""Where a sign-in comes from, as the edge saw it."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from typing import Final

_MAX_ADDRESS_LENGTH: Final = 64
_MAX_USER_AGENT_LENGTH: Final = 256
_IPV6_SITE_BITS: Final = 64
"""One household or machine usually owns a whole /64 of addresses (RFC 6177), so they count as one."""


@dataclass(frozen=True, slots=True)
class Client:
    """Address and user agent, cut to a bearable length and without unprintable characters.

    Neither is proof of anything: they are shown in the list of sessions, and sign-ins are counted by address.
    """

    address: str
    user_agent: str

    def __post_init__(self) -> None:
        """Cleans both texts."""
        object.__setattr__(self, "address", _printable(self.address)[:_MAX_ADDRESS_LENGTH])
        object.__setattr__(self, "user_agent", _printable(self.user_agent)[:_MAX_USER_AGENT_LENGTH])

    @property
    def program_digest(self) -> bytes:
        """SHA-256 of the user agent, 32 bytes: by it a program is known again, wherever it is now."""
        return hashlib.sha256(self.user_agent.encode()).digest()

    @property
    def network(self) -> str:
        """What counts as one place: an IPv4 address, the /64 of an IPv6 address, or the text itself."""
        try:
            address = ipaddress.ip_address(self.address)
        except ValueError:
            return self.address
        if isinstance(address, ipaddress.IPv4Address):
            return str(address)
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(address), _IPV6_SITE_BITS), strict=False))


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text)).strip()
