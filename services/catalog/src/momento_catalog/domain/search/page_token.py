"""Page tokens of lists of items in the order of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.identifiers import UploadId
from momento_catalog.domain.paging.cursor_signer import CursorSigner
from momento_catalog.domain.timeline.timeline import Moment

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.search.filter import MediaFilter

_PURPOSE: Final = b"momento page token 1"
_MILLISECONDS_BYTES: Final = 8
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class PageTokens:
    """Makes and reads page tokens, each sealed to its user and filter."""

    def __init__(self, key: bytes) -> None:
        """Takes a key of 32 bytes; raises ValueError for any other length."""
        self._seals = CursorSigner(key, _PURPOSE)

    def issue(self, user_id: UserId, media_filter: MediaFilter, moment: Moment) -> str:
        """A token that continues the list of `user_id` by `media_filter` after `moment`."""
        milliseconds = (moment.taken_at - _EPOCH) // _MILLISECOND
        place = milliseconds.to_bytes(_MILLISECONDS_BYTES, signed=True) + str(moment.upload_id).encode()
        return self._seals.issue(user_id, media_filter.fingerprint, place)

    def read(self, user_id: UserId, media_filter: MediaFilter, token: str) -> Moment:
        """The place that `token` stands for; raises PageTokenInvalid unless it was issued for just this list."""
        place = self._seals.read(user_id, media_filter.fingerprint, token)
        milliseconds = int.from_bytes(place[:_MILLISECONDS_BYTES], signed=True)
        return Moment(_EPOCH + milliseconds * _MILLISECOND, UploadId(place[_MILLISECONDS_BYTES:].decode()))
