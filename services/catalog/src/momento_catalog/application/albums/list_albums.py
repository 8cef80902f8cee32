"""Use case: list albums, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_catalog.domain.paging.page_size import page_size

if TYPE_CHECKING:
    from momento_catalog.application.albums.presentation import ShowAlbums, ShownAlbum
    from momento_catalog.application.ports.albums import Albums
    from momento_catalog.domain.albums.album_token import AlbumTokens
    from momento_catalog.domain.identifiers import UserId


@dataclass(frozen=True, slots=True)
class AlbumPage:
    """Some of a user's albums, the newest first; an empty token when nothing comes after."""

    albums: tuple[ShownAlbum, ...]
    next_token: str = ""


class ListAlbums:
    """Lists a user's albums, in an order that new ones in the meantime do not disturb."""

    def __init__(self, albums: Albums, show: ShowAlbums, tokens: AlbumTokens) -> None:
        """Takes where albums come from, what looks up the rest, and what seals a place into a token."""
        self._albums = albums
        self._show = show
        self._tokens = tokens

    def __call__(self, user_id: UserId, most: int = 0, page_token: str = "", *, archived: bool = False) -> AlbumPage:
        """One page, either of the archived albums or of the others.

        Raises:
            PageSizeInvalid: `most` is not from 0 (for 50) to 200.
            PageTokenInvalid: `page_token` was not made for this user and list.
            StoreUnavailable: the store did not answer.
        """
        size = page_size(most)
        before = self._tokens.read_album(user_id, page_token, archived=archived) if page_token else None
        # One more than a page holds is looked for, to know whether there is a next one.
        found = self._albums.newest(user_id, before, size + 1, archived=archived)
        page = found[:size]
        more = len(found) > size
        token = self._tokens.after_album(user_id, page[-1].album_id, archived=archived) if more else ""
        return AlbumPage(tuple(self._show(user_id, page)), token)
