"""A record: an item, how often it was written, and which index entries stand for it.

A transaction of the store takes 100 writes, and an entry costs two: itself and its count, or for a checksum the user's
usage. An item with more entries than that is written in several transactions, each of which leaves record, entries and
counts in step with each other: the record says which entries stand, so that anyone who comes next can finish what was
interrupted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.index.facets import Facet, FacetName, checksum_of, facets_of
from momento_catalog.domain.records.checksum import Holder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.records.media import Media

MAX_INDEX_CHANGES: Final = 48
"""1 record + 48 entries + 48 counts + 1 event = 98 writes, and a 99th when the checksum's entry must tell of the trash.

DynamoDB's TransactWriteItems takes 100.
"""
_ETAG_DIGITS: Final = 16
_RANKS: Final = {name: rank for rank, name in enumerate(FacetName)}


@dataclass(frozen=True, slots=True)
class MediaRecord:
    """An item as it is stored.

    Attributes:
        revision: 1 for the first write, one more with every write.
        indexed: the index entries that stand for it.
    """

    media: Media
    revision: int
    indexed: frozenset[Facet]

    @property
    def etag(self) -> str:
        """A short text that differs after every write (RFC 9110, section 8.8.3)."""
        text = f"{self.media.user_id}/{self.media.upload_id}/{self.revision}"
        return hashlib.sha256(text.encode()).hexdigest()[:_ETAG_DIGITS]

    @property
    def discarded(self) -> bool:
        """Whether its first write ended it: it never was an item, and never becomes one."""
        return self.revision == 1 and self.media.purged

    @property
    def holder(self) -> Holder | None:
        """What the entry of its checksum says, or None when that does not stand."""
        if checksum_of(self.media) not in self.indexed:
            return None
        return Holder(self.media.upload_id, self.media.trashed)


@dataclass(frozen=True, slots=True)
class Change:
    """One write of a record with its index entries and counts, all or nothing.

    Attributes:
        before: the record that the change was made from, or None when it is the first.
        after: what is to be stored.
        event: what it is called in the history of its user, if it is the first of the writes that make it.
    """

    before: MediaRecord | None
    after: MediaRecord
    event: ActivityEvent | None = None

    def __post_init__(self) -> None:
        if self.after.revision != (self.before.revision if self.before else 0) + 1:
            raise ValueError("A change goes from one revision to the next.")
        if len(self.added) + len(self.removed) > MAX_INDEX_CHANGES:
            raise ValueError("A change has to fit into one transaction.")

    @property
    def added(self) -> frozenset[Facet]:
        """Entries that begin to stand."""
        return self.after.indexed - self._indexed_before

    @property
    def removed(self) -> frozenset[Facet]:
        """Entries that stop to stand."""
        return self._indexed_before - self.after.indexed

    @property
    def holder_before(self) -> Holder | None:
        """What the entry of the item's checksum said before, or None when it did not stand."""
        return self.before.holder if self.before else None

    @property
    def stored(self) -> int:
        """1 when the item begins to hold its checksum and to count as usage, -1 when it stops to, otherwise 0."""
        return (self.after.holder is not None) - (self.holder_before is not None)

    @property
    def _indexed_before(self) -> frozenset[Facet]:
        return self.before.indexed if self.before else frozenset()


def changes(before: MediaRecord | None, media: Media, event: ActivityEvent | None = None) -> Iterator[Change]:
    """The writes that lead from `before` to `media` with all its index entries; none when there is nothing to do.

    The first write already holds all of `media`, the entries that matter most, and `event`. Where `media` is what the
    record holds already, and only entries are missing, nothing has happened: `event` is left out.
    """
    indexed = before.indexed if before else frozenset()
    pending = sorted(indexed ^ facets_of(media), key=_rank)
    if before is not None and before.media == media and not pending:
        return
    event = None if before is not None and before.media == media else event
    for start in range(0, max(len(pending), 1), MAX_INDEX_CHANGES):
        indexed ^= frozenset(pending[start : start + MAX_INDEX_CHANGES])
        after = MediaRecord(media, before.revision + 1 if before else 1, indexed)
        yield Change(before, after, event)
        before, event = after, None


def _rank(facet: Facet) -> tuple[int, str, str]:
    return _RANKS[facet.name], facet.value, facet.place
