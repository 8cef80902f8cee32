"""Fake of the port `IndexAudit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.domain.albums.album import AlbumPosition
from momento_catalog.domain.albums.order_key import OrderKey
from momento_catalog.domain.identifiers import AlbumId
from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.index.index_entry import CountTally, IndexEntry, UsageTally, counted, entries_of
from momento_catalog.domain.timeline.timeline import Moment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.index_entry import Basis
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.checksum import Holder, Sha256
    from momento_catalog.domain.usage.usage import Usage

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryIndexAudit:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def records(self, user_id: UserId) -> Iterator[MediaRecord]:
        return iter([record for (owner, _), record in sorted(self._tables.records.items()) if owner == user_id])

    def facets(self, user_id: UserId) -> Iterator[Facet]:
        return iter(list(self._tables.counts[user_id]))

    def entries(self, user_id: UserId, facet: Facet) -> Iterator[IndexEntry]:
        with self._tables.lock:
            if facet.name is FacetName.ALBUM:
                positions = self._tables.positions[user_id, AlbumId(facet.value)].items()
                return iter(
                    [
                        IndexEntry(Facet(facet.name, facet.value, str(it.key)), it.upload_id, None)
                        for it, stands in positions
                        if stands
                    ]
                )
            moments = self._tables.entries[user_id, facet].items()
            return iter([IndexEntry(facet, it.upload_id, it.taken_at) for it, stands in moments if stands])

    def missing(self, record: MediaRecord) -> Collection[IndexEntry]:
        user_id = record.media.user_id
        return [entry for entry in entries_of(record) if entry not in list(self.entries(user_id, counted(entry.facet)))]

    def put_entry(self, entry: IndexEntry, basis: Basis, *, stands: bool) -> None:
        with self._tables.lock:
            self._check(basis)
            facet, user_id = entry.facet, basis.user_id
            if entry.taken_at is None:
                position = AlbumPosition(OrderKey(facet.place), entry.upload_id)
                self._tables.positions[user_id, AlbumId(facet.value)][position] = stands
            else:
                self._tables.entries[user_id, facet][Moment(entry.taken_at, entry.upload_id)] = stands
            self._tables.moves[user_id, counted(facet)] += 1

    def put_holder(self, checksum: Sha256, holder: Holder | None, seen: Holder | None, basis: Basis) -> None:
        with self._tables.lock:
            self._check(basis)
            found = self._tables.holders.get((basis.user_id, checksum))
            if (found and found.upload_id) != (seen and seen.upload_id):
                raise RecordChanged
            self._tables.holders[basis.user_id, checksum] = holder

    def count(self, user_id: UserId, facet: Facet) -> CountTally:
        with self._tables.lock:
            return CountTally(self._tables.counts[user_id].get(facet, 0), self._tables.moves[user_id, facet])

    def set_count(self, user_id: UserId, facet: Facet, seen: CountTally, media_count: int) -> bool:
        with self._tables.lock:
            if self._tables.moves[user_id, facet] != seen.moves:
                return False
            self._tables.counts[user_id][facet] = media_count
            self._tables.moves[user_id, facet] += 1
            return True

    def usage(self, user_id: UserId) -> UsageTally:
        with self._tables.lock:
            return UsageTally(self._tables.usages[user_id], self._tables.moves[user_id, None])

    def set_usage(self, user_id: UserId, seen: UsageTally, usage: Usage) -> bool:
        with self._tables.lock:
            if self._tables.moves[user_id, None] != seen.moves:
                return False
            self._tables.usages[user_id] = usage
            self._tables.moves[user_id, None] += 1
            return True

    def _check(self, basis: Basis) -> None:
        record = self._tables.records.get((basis.user_id, basis.upload_id))
        if (record.revision if record else None) != basis.revision:
            raise RecordChanged
