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

    def __init__(self, key: bytes, *former: bytes) -> None:
        """Takes keys of 64 bytes: the one that seals, and those whose links still open."""
        self._cipher = AESSIV(key)
        self._ciphers = (self._cipher, *map(AESSIV, former))

    def publish(self, url: str) -> str:
        """See the port."""
        sealed = self._cipher.encrypt(zlib.compress(url.encode(), 9), [_CONTEXT])
        return PATH + _written(sealed)

    def unseal(self, sealed: str) -> str | None:
        """The address inside, or None when none of the keys sealed it."""
        try:
            padded = sealed.encode("ascii") + b"=" * (-len(sealed) % 4)
            content = base64.b64decode(padded, b"-_", validate=True)
        except ValueError:
            return None
        if _written(content) != sealed:
            # The last character may have bits that say nothing; of all its spellings a link has the one it was given.
            return None
        return next((url for cipher in self._ciphers if (url := _opened(cipher, content)) is not None), None)


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _opened(cipher: AESSIV, content: bytes) -> str | None:
    try:
        return zlib.decompress(cipher.decrypt(content, [_CONTEXT])).decode()
    except (ValueError, InvalidTag):
        return None


class DirectLinks:
    """Gives the catalog's link to the browser as it is."""

    def publish(self, url: str) -> str:
        """See the port."""
        return url
