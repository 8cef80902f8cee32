"""Use case: the items of an album, in the order that its owner arranged, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.search.list_media import Page
from momento_catalog.domain.paging.page_size import page_size

if TYPE_CHECKING:
    from momento_catalog.application.albums.get import GetAlbum
    from momento_catalog.application.ports.album_order import AlbumOrder
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.domain.albums.album_token import AlbumTokens
    from momento_catalog.domain.identifiers import AlbumId, UserId


class ListAlbumMedia:
    """Lists the items of an album. What is in the trash is left out, and is back at its place once it is restored."""

    def __init__(self, get_album: GetAlbum, order: AlbumOrder, records: MediaRecords, tokens: AlbumTokens) -> None:
        """Takes what finds the album, where positions and records come from, and what seals a place into a token."""
        self._get_album = get_album
        self._order = order
        self._records = records
        self._tokens = tokens

    def __call__(self, user_id: UserId, album_id: AlbumId, most: int = 0, page_token: str = "") -> Page:
        """One page.

        An item that is moved from a place before the page to one after it between two calls is answered by both.

        Raises:
            AlbumNotFound: the user has no such album.
            PageSizeInvalid: `most` is not from 0 (for 50) to 200.
            PageTokenInvalid: `page_token` was not made for this user and album.
            StoreUnavailable: the store did not answer.
        """
        size = page_size(most)
        # First of all: of an album that is somebody else's, nothing else is said.
        self._get_album(user_id, album_id)
        after = self._tokens.read_item(user_id, album_id, page_token) if page_token else None
        # One more than a page holds is looked for, to know whether there is a next one.
        positions = self._order.items(user_id, album_id, after, size + 1)
        page = positions[:size]
        records = self._records.get_many(user_id, [position.upload_id for position in page])
        found = (records[position.upload_id] for position in page if position.upload_id in records)
        token = self._tokens.after_item(user_id, album_id, page[-1]) if len(positions) > size else ""
        return Page(tuple(record for record in found if record.media.shown_in(album_id)), token)
