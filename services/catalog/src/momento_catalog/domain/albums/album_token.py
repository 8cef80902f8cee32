"""Page tokens of the list of albums, and of the items of one album."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.domain.albums.album import AlbumPosition
from momento_catalog.domain.albums.order_key import OrderKey
from momento_catalog.domain.identifiers import AlbumId, UploadId
from momento_catalog.domain.paging.cursor_signer import CursorSigner

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId

_PURPOSE: Final = b"momento album token 1"
_SEPARATOR: Final = "#"


class AlbumTokens:
    """Makes and reads page tokens, each sealed to its user and list; reading raises PageTokenInvalid."""

    def __init__(self, key: bytes) -> None:
        """Takes a key of 32 bytes; raises ValueError for any other length."""
        self._seals = CursorSigner(key, _PURPOSE)

    def after_album(self, user_id: UserId, album_id: AlbumId, *, archived: bool) -> str:
        """A token that continues the list of albums after `album_id`."""
        return self._seals.issue(user_id, _list_name(archived=archived), str(album_id).encode())

    def read_album(self, user_id: UserId, token: str, *, archived: bool) -> AlbumId:
        """The album that the list goes on after."""
        return AlbumId(self._seals.read(user_id, _list_name(archived=archived), token).decode())

    def after_item(self, user_id: UserId, album_id: AlbumId, position: AlbumPosition) -> str:
        """A token that continues the items of `album_id` after `position`."""
        place = f"{position.key}{_SEPARATOR}{position.upload_id}"
        return self._seals.issue(user_id, str(album_id), place.encode())

    def read_item(self, user_id: UserId, album_id: AlbumId, token: str) -> AlbumPosition:
        """The position that the items of `album_id` go on after."""
        key, _, upload_id = self._seals.read(user_id, str(album_id), token).decode().partition(_SEPARATOR)
        return AlbumPosition(OrderKey(key), UploadId(upload_id))


def _list_name(*, archived: bool) -> str:
    return "archived" if archived else "albums"
