"""Use case: every item of a library once, page by page, while the library changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.search.list_media import Page
from momento_catalog.domain.paging.page_size import page_size

if TYPE_CHECKING:
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.library_token import LibraryTokens


class ListLibrary:
    """Lists items by upload id, in the trash or not; no edit moves an item in this order."""

    def __init__(self, records: MediaRecords, tokens: LibraryTokens) -> None:
        """Takes where records come from, and what seals a place into a token."""
        self._records = records
        self._tokens = tokens

    def __call__(self, user_id: UserId, most: int = 0, page_token: str = "") -> Page:
        """One page. An item that is there from the first page to the last is in exactly one of them.

        Raises:
            PageSizeInvalid: `most` is not from 0 (for 50) to 200.
            PageTokenInvalid: `page_token` was not made for this user and list.
            StoreUnavailable: the store did not answer.
        """
        size = page_size(most)
        after = self._tokens.read(user_id, page_token) if page_token else None
        # One more than a page holds is looked for, to know whether there is a next one.
        found = self._records.in_order(user_id, after, size + 1)
        page = tuple(found[:size])
        token = self._tokens.issue(user_id, page[-1].media.upload_id) if len(found) > size else ""
        return Page(page, token)
