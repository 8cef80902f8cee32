"""Entries of the index, as they stand in the store: what ought to stand follows from the records alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_catalog.domain.index.facets import Facet

if TYPE_CHECKING:
    from datetime import datetime

    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.usage.usage import Usage


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One item in the partition of one facet.

    Attributes:
        taken_at: by it the entry stands in its partition; None where it stands at the place in an album.
    """

    facet: Facet
    upload_id: UploadId
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a mend is founded on: the record of an upload at a revision, or that it has none."""

    user_id: UserId
    upload_id: UploadId
    revision: int | None


@dataclass(frozen=True, slots=True)
class CountTally:
    """A count as it was read, and how often it had been written by then."""

    media_count: int
    moves: int


@dataclass(frozen=True, slots=True)
class UsageTally:
    """A usage as it was read, and how often it had been written by then."""

    usage: Usage
    moves: int


def entries_of(record: MediaRecord) -> frozenset[IndexEntry]:
    """The entries that stand for `record`, its checksum excepted."""
    media = record.media
    return frozenset(
        IndexEntry(facet, media.upload_id, None if facet.place else media.taken_at)
        for facet in record.indexed
        if not facet.exclusive
    )


def counted(facet: Facet) -> Facet:
    """The facet that the entries of `facet` are counted under: an album counts all its places together."""
    return Facet(facet.name, facet.value)


def basis_of(record: MediaRecord) -> Basis:
    """The record as it was read."""
    return Basis(record.media.user_id, record.media.upload_id, record.revision)
