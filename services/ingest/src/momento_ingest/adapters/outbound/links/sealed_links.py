"""Links that the edge itself serves: the catalog's presigned address, sealed so that only the edge can open it.

For where a browser must not or cannot reach S3. The edge needs no right to read: the seal holds one.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

if TYPE_CHECKING:
    from momento_ingest.application.ports.links import LinkPublisher

PATH: Final = "/api/v1/links/"
_CONTEXT: Final = b"momento link v3"
_SEPARATOR: Final = "\n"
"""Neither a session's id nor an address holds one."""
_OWN: Final = ("response-content-type=", "response-content-disposition=", "X-Amz-Signature=")
"""What differs between the addresses of one user, beside the end of the object's key."""
_KEY_PARTS: Final = 2
"""The end of a key: photos/ID.jpg, or ID/256.webp behind previews."""
_LENGTH_BYTES: Final = 2
_GROUP: Final = 3
"""Bytes that four characters of base64 stand for."""
_TAG_BYTES: Final = 16
"""By which a sealed text is longer (RFC 5297, section 2.6)."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link leads, and the session or API key with which it ends."""

    session_id: str
    url: str


class SealedLinks:
    """Seals with AES-SIV (RFC 5297): equal targets give equal links, so that a browser can cache a preview.

    A link has two seals: of what all links of a session have in common, most of it, and of what is its own, which opens
    beside the first alone. The first is the same in every link of a list, so that a list shrinks when it is compressed.
    """

    def __init__(self, key: bytes, *former: bytes) -> None:
        """Takes keys of 64 bytes: the one that seals, and those whose links still open."""
        self._cipher = AESSIV(key)
        self._ciphers = (self._cipher, *map(AESSIV, former))

    def for_session(self, session_id: str) -> LinkPublisher:
        """See the port."""
        return _SessionLinks(self, session_id)

    def seal(self, target: LinkTarget) -> str:
        """The link to `target`."""
        common, own = _parted(target.url)
        return self.joined(self.head(target.session_id, common), own)

    def head(self, session_id: str, common: str) -> bytes:
        """The first seal, in a length that keeps its base64 apart from what follows."""
        content = zlib.compress(f"{session_id}{_SEPARATOR}{common}".encode(), 9)
        padding = -(_LENGTH_BYTES + _TAG_BYTES + len(content)) % _GROUP
        sealed = self._cipher.encrypt(content + bytes(padding), [_CONTEXT])
        return len(sealed).to_bytes(_LENGTH_BYTES) + sealed

    def joined(self, head: bytes, own: str) -> str:
        """The link that begins with `head`."""
        return PATH + _written(head + self._cipher.encrypt(zlib.compress(own.encode(), 9), [_CONTEXT, head]))

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
    """Links of one answer; what they have in common is sealed once."""

    links: SealedLinks
    session_id: str
    heads: dict[str, bytes] = field(default_factory=dict)

    def publish(self, url: str) -> str:
        """See the port."""
        common, own = _parted(url)
        if common not in self.heads:
            self.heads[common] = self.links.head(self.session_id, common)
        return self.links.joined(self.heads[common], own)


def _parted(url: str) -> tuple[str, str]:
    """What an address has in common with others, with gaps, and what fills the gaps; `_whole` puts them together."""
    path, question, query = url.partition("?")
    key = path.rsplit("/", 2)
    if _SEPARATOR in url or len(key) <= _KEY_PARTS:
        return "", url
    common, own = [f"{key[0]}/{_SEPARATOR}{question}"], ["/".join(key[1:])]
    for pair in query.split("&"):
        name, equals, value = pair.partition("=") if pair.startswith(_OWN) else (pair, "", "")
        common.append(f"{name}{equals}{_SEPARATOR}" if equals else pair)
        own += [value] if equals else []
    return common[0] + "&".join(common[1:]), _SEPARATOR.join(own)


def _whole(common: str, own: str) -> str:
    if _SEPARATOR not in common:
        return common or own
    gaps = own.split(_SEPARATOR)
    return "".join(part + gap for part, gap in zip_longest(common.split(_SEPARATOR), gaps, fillvalue=""))


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _opened(cipher: AESSIV, content: bytes) -> LinkTarget | None:
    end = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES])
    head, own = content[:end], content[end:]
    try:
        # Behind the compressed text stand the bytes that pad it.
        opened = zlib.decompressobj().decompress(cipher.decrypt(head[_LENGTH_BYTES:], [_CONTEXT])).decode()
        filling = zlib.decompress(cipher.decrypt(own, [_CONTEXT, head])).decode()
    except (ValueError, InvalidTag):
        return None
    session_id, _, common = opened.partition(_SEPARATOR)
    return LinkTarget(session_id, _whole(common, filling))


class DirectLinks:
    """Gives the catalog's links to the browser as they are: nobody is asked before they are followed."""

    def for_session(self, session_id: str) -> LinkPublisher:  # noqa: ARG002  # S3 knows no sessions
        """See the port."""
        return self

    def publish(self, url: str) -> str:
        """See the port."""
        return url
