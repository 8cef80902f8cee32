"""Places in lists, sealed to the user and the list they belong to (AIP-158)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import PageTokenInvalid

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId

KEY_BYTES: Final = 32
_SEAL_BYTES: Final = 16


class CursorSigner:
    """Makes and reads page tokens with a secret key (HMAC-SHA-256, RFC 2104, cut to 128 bits).

    A token only tells its owner a place in a list of their own, so it is sealed and not encrypted.
    """

    def __init__(self, key: bytes, purpose: bytes) -> None:
        """Takes a key of 32 bytes, and what the tokens are for; raises ValueError for a key of any other length."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"The key for page tokens has {KEY_BYTES} bytes.")
        self._key = key
        self._purpose = purpose

    def issue(self, user_id: UserId, list_name: str, place: bytes) -> str:
        """A token that continues the list `list_name` of `user_id` after `place`."""
        return base64.urlsafe_b64encode(self._seal(user_id, list_name, place) + place).decode()

    def read(self, user_id: UserId, list_name: str, token: str) -> bytes:
        """The place that `token` stands for; raises PageTokenInvalid unless it was issued for just this list."""
        try:
            sealed = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise _invalid() from error
        # Base 64 leaves up to four bits of the last character unused, so that a place could be spelled in several ways.
        if base64.urlsafe_b64encode(sealed).decode() != token:
            raise _invalid()
        seal, place = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal(user_id, list_name, place)):
            raise _invalid()
        return place

    def _seal(self, user_id: UserId, list_name: str, place: bytes) -> bytes:
        text = b"\0".join((self._purpose, str(user_id).encode(), list_name.encode(), place))
        return hmac.digest(self._key, text, hashlib.sha256)[:_SEAL_BYTES]


def _invalid() -> PageTokenInvalid:
    return PageTokenInvalid("The page token does not belong to this list; begin again without one.")
