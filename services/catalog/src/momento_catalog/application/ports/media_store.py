"""Port: the one way to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.errors import StoreUnavailable
    from momento_catalog.domain.index.media_record import Change


class RecordChanged(Exception):
    """Somebody else has since written the record, or another one with the same checksum; nothing was stored."""


class MediaStore(Protocol):
    """Stores records together with their index entries and counts."""

    def apply(self, change: Change) -> None:
        """Stores `change.after`, its entries, their counts and `change.event`, all of it or nothing.

        Entries that no longer stand are marked and never deleted, and stand again when they come back. Every entry that
        begins or stops to stand moves the count of its facet by one, and that of a checksum the user's usage instead.
        Reads that begin afterwards see all of it.

        Raises:
            RecordChanged: the store does not hold `change.before`, or another of the user's items already holds the
                checksum that `change` adds.
            StoreUnavailable: the store did not answer in time or is too busy. Whether the change was stored is then
                unknown; reading tells.
        """

    def apply_each(self, changes: Sequence[Change]) -> Sequence[RecordChanged | StoreUnavailable | None]:
        """Stores changes of different items of one user, each as `apply` does, together where that is cheaper.

        What becomes of one does not concern the others: the answer holds for each, in the same order, None when it was
        stored, or else what `apply` would have raised.
        """
