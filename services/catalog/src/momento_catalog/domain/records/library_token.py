"""Page tokens of the list of a whole library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.domain.identifiers import UploadId
from momento_catalog.domain.paging.cursor_signer import CursorSigner

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId

_PURPOSE: Final = b"momento library token 1"
_LIST: Final = "library"


class LibraryTokens:
    """Makes and reads page tokens, each sealed to its user."""

    def __init__(self, key: bytes) -> None:
        """Takes a key of 32 bytes; raises ValueError for any other length."""
        self._seals = CursorSigner(key, _PURPOSE)

    def issue(self, user_id: UserId, upload_id: UploadId) -> str:
        """A token that continues the list of `user_id` after `upload_id`."""
        return self._seals.issue(user_id, _LIST, str(upload_id).encode())

    def read(self, user_id: UserId, token: str) -> UploadId:
        """The item that the list goes on after; raises PageTokenInvalid unless `token` was issued for this user."""
        return UploadId(self._seals.read(user_id, _LIST, token).decode())
