"""Port: the index as it is, whatever the records say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.index.index_entry import Basis, CountTally, IndexEntry, UsageTally
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.checksum import Holder, Sha256
    from momento_catalog.domain.usage.usage import Usage


class IndexAudit(Protocol):
    """Looks at everything of one user, and sets right single things.

    What sets something right holds only if its basis still does, so that it may be done while others write. Every
    method raises StoreUnavailable.
    """

    def records(self, user_id: UserId) -> Iterator[MediaRecord]:
        """All records of the user, read as they are asked for."""

    def facets(self, user_id: UserId) -> Iterator[Facet]:
        """Every facet of the user that has a count, also one of zero."""

    def entries(self, user_id: UserId, facet: Facet) -> Iterator[IndexEntry]:
        """The entries that stand in the partition of `facet`, read as they are asked for."""

    def missing(self, record: MediaRecord) -> Collection[IndexEntry]:
        """The entries of `record` that do not stand."""

    def put_entry(self, entry: IndexEntry, basis: Basis, *, stands: bool) -> None:
        """Lets `entry` stand or not, and leaves its count as it is; raises RecordChanged when `basis` has changed."""

    def put_holder(self, checksum: Sha256, holder: Holder | None, seen: Holder | None, basis: Basis) -> None:
        """Lets the entry of `checksum` name `holder` or nobody.

        Raises RecordChanged when `basis` has changed, or when the entry names somebody else than `seen`.
        """

    def count(self, user_id: UserId, facet: Facet) -> CountTally:
        """The count of `facet`."""

    def set_count(self, user_id: UserId, facet: Facet, seen: CountTally, media_count: int) -> bool:
        """Sets the count of `facet`; False, and nothing is changed, when it was written since it was `seen`."""

    def usage(self, user_id: UserId) -> UsageTally:
        """The user's usage."""

    def set_usage(self, user_id: UserId, seen: UsageTally, usage: Usage) -> bool:
        """Sets the user's usage; False, and nothing is changed, when it was written since it was `seen`."""
