"""Links that the edge itself serves: the catalog's presigned address, sealed so that only the edge can open it.

For where a browser must not or cannot reach S3. The edge needs no right to read: the seal holds one.
"""

from __future__ import annotations

import base64
import zlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

PATH: Final = "/api/v1/links/"
_CONTEXT: Final = b"momento link v1"


class SealedLinks:
    """Seals with AES-SIV (RFC 5297): equal addresses give equal links, so that a browser can cache a preview."""

    def __init__(self, key: bytes) -> None:
        """Takes a key of 64 bytes."""
        self._cipher = AESSIV(key)

    def publish(self, url: str) -> str:
        """See the port."""
        sealed = self._cipher.encrypt(zlib.compress(url.encode(), 9), [_CONTEXT])
        return PATH + base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def unseal(self, sealed: str) -> str | None:
        """The address inside, or None when this key did not seal it."""
        try:
            padded = sealed.encode("ascii") + b"=" * (-len(sealed) % 4)
            return zlib.decompress(
                self._cipher.decrypt(base64.b64decode(padded, b"-_", validate=True), [_CONTEXT])
            ).decode()
        except (ValueError, InvalidTag):
            return None


class DirectLinks:
    """Gives the catalog's link to the browser as it is."""

    def publish(self, url: str) -> str:
        """See the port."""
        return url
