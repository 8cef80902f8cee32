"""Page tokens: a place in a list, sealed to the user and the filter it belongs to (AIP-158)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import PageTokenInvalid
from momento_catalog.domain.identifiers import UploadId
from momento_catalog.domain.timeline import Moment

if TYPE_CHECKING:
    from momento_catalog.domain.filter import MediaFilter
    from momento_catalog.domain.identifiers import UserId

KEY_BYTES: Final = 32
_SEAL_BYTES: Final = 16
_MILLISECONDS_BYTES: Final = 8
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_PURPOSE: Final = b"momento page token 1"


class PageTokens:
    """Makes and reads page tokens with a secret key (HMAC-SHA-256, RFC 2104, cut to 128 bits).

    A token only tells its owner the place of an item of their own, so it is sealed and not encrypted.
    """

    def __init__(self, key: bytes) -> None:
        """Takes a key of 32 bytes; raises ValueError for any other length."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"The key for page tokens has {KEY_BYTES} bytes.")
        self._key = key

    def issue(self, user_id: UserId, media_filter: MediaFilter, moment: Moment) -> str:
        """A token that continues the list of `user_id` by `media_filter` after `moment`."""
        milliseconds = (moment.taken_at - _EPOCH) // _MILLISECOND
        place = milliseconds.to_bytes(_MILLISECONDS_BYTES, signed=True) + str(moment.upload_id).encode()
        return base64.urlsafe_b64encode(self._seal(user_id, media_filter, place) + place).decode()

    def read(self, user_id: UserId, media_filter: MediaFilter, token: str) -> Moment:
        """The place that `token` stands for; raises PageTokenInvalid unless it was issued for just this list."""
        try:
            sealed = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise _invalid() from error
        seal, place = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal(user_id, media_filter, place)):
            raise _invalid()
        milliseconds = int.from_bytes(place[:_MILLISECONDS_BYTES], signed=True)
        return Moment(_EPOCH + milliseconds * _MILLISECOND, UploadId(place[_MILLISECONDS_BYTES:].decode()))

    def _seal(self, user_id: UserId, media_filter: MediaFilter, place: bytes) -> bytes:
        text = b"\0".join((_PURPOSE, str(user_id).encode(), media_filter.fingerprint.encode(), place))
        return hmac.digest(self._key, text, hashlib.sha256)[:_SEAL_BYTES]


def _invalid() -> PageTokenInvalid:
    return PageTokenInvalid("The page token does not belong to this list; begin again without one.")
