"""Links that the edge itself serves: the catalog's presigned address, sealed so that only the edge can open it.

For where a browser must not or cannot reach S3. The edge needs no right to read: the seal holds one.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

if TYPE_CHECKING:
    from momento_ingest.application.ports.links import LinkPublisher

PATH: Final = "/api/v1/links/"
_CONTEXT: Final = b"momento link v4"
_SEPARATOR: Final = "\n"
"""No session's id holds one."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link leads, and the session or API key with which it ends."""

    session_id: str
    url: str


class SealedLinks:
    """Seals with AES-SIV (RFC 5297): equal targets give equal links, on every replica."""

    def __init__(self, key: bytes, *former: bytes) -> None:
        """Takes keys of 64 bytes: the one that seals, and those whose links still open."""
        self._cipher = AESSIV(key)
        self._ciphers = (self._cipher, *map(AESSIV, former))

    def for_session(self, session_id: str) -> LinkPublisher:
        """See the port."""
        return _SessionLinks(self, session_id)

    def seal(self, target: LinkTarget) -> str:
        """The link to `target`."""
        content = zlib.compress(f"{target.session_id}{_SEPARATOR}{target.url}".encode(), 9)
        return PATH + _written(self._cipher.encrypt(content, [_CONTEXT]))

    def unseal(self, sealed: str) -> LinkTarget | None:
        """The target, or None when none of the keys sealed it."""
        try:
            padded = sealed.encode("ascii") + b"=" * (-len(sealed) % 4)
            content = base64.b64decode(padded, b"-_", validate=True)
        except ValueError:
            return None
        if _written(content) != sealed:
            # The last character may have bits that say nothing; of all its spellings a link has the one it was given.
            return None
        return next((it for cipher in self._ciphers if (it := _opened(cipher, content)) is not None), None)


@dataclass(frozen=True, slots=True)
class _SessionLinks:
    """Links that end with one session."""

    links: SealedLinks
    session_id: str

    def publish(self, url: str) -> str:
        """See the port."""
        return self.links.seal(LinkTarget(self.session_id, url))


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _opened(cipher: AESSIV, content: bytes) -> LinkTarget | None:
    try:
        opened = zlib.decompress(cipher.decrypt(content, [_CONTEXT])).decode()
    except (ValueError, InvalidTag):
        return None
    session_id, _, url = opened.partition(_SEPARATOR)
    return LinkTarget(session_id, url)


class DirectLinks:
    """Gives the catalog's links to the browser as they are: nobody is asked before they are followed."""

    def for_session(self, session_id: str) -> LinkPublisher:  # noqa: ARG002  # S3 knows no sessions
        """See the port."""
        return self

    def publish(self, url: str) -> str:
        """See the port."""
        return url
