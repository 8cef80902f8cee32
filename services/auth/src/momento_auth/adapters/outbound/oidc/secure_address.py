"""Which addresses of a provider are taken: HTTPS, and plain HTTP on this machine alone."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

MAX_ADDRESS_LENGTH: Final = 2048


def secure_address(text: str) -> str:
    """The same text.

    Raises:
        ValueError: it is no URL by https (OpenID Connect Core 1.0, section 16.17), nor by http on a loopback address,
            or it holds credentials.
    """
    parts = urlsplit(text)
    if len(text) > MAX_ADDRESS_LENGTH or not parts.hostname or parts.username is not None:
        raise ValueError("say a URL with a host name and without credentials")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise ValueError("say a URL that begins with https://")
    return text


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
