"""Fake of the port `MediaStore`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.domain.albums.album import AlbumPosition
from momento_catalog.domain.albums.order_key import OrderKey
from momento_catalog.domain.errors import StoreUnavailable
from momento_catalog.domain.identifiers import AlbumId
from momento_catalog.domain.index.facets import Facet
from momento_catalog.domain.usage.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.index.media_record import Change

    from tests.fakes.catalog.tables import InMemoryTables


class OneByOne(ABC):
    """A store that applies changes together as it applies each."""

    @abstractmethod
    def apply(self, change: Change) -> None:
        """See the port."""

    def apply_each(self, changes: Sequence[Change]) -> list[RecordChanged | StoreUnavailable | None]:
        return [self._problem(change) for change in changes]

    def _problem(self, change: Change) -> RecordChanged | StoreUnavailable | None:
        try:
            self.apply(change)
        except (RecordChanged, StoreUnavailable) as problem:
            return problem
        return None


class InMemoryMediaStore(OneByOne):
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def apply(self, change: Change) -> None:
        media = change.after.media
        with self._tables.lock:
            stored = self._tables.records.get((media.user_id, media.upload_id))
            if (stored and stored.revision) != (change.before and change.before.revision):
                raise RecordChanged
            self._hold(change)
            self._tables.records[media.user_id, media.upload_id] = change.after
            for facet in change.removed:
                self._move(change, facet, -1)
            for facet in change.added:
                self._move(change, facet, 1)
            if change.event is not None:
                self._tables.events[media.user_id][change.event.event_id] = change.event

    def _hold(self, change: Change) -> None:
        media, usage = change.after.media, self._tables.usages[change.after.media.user_id]
        holder = self._tables.holders.get((media.user_id, media.sha256))
        if change.stored > 0 and holder is not None and holder.upload_id != media.upload_id:
            raise RecordChanged
        if change.after.holder != change.holder_before:
            self._tables.holders[media.user_id, media.sha256] = change.after.holder
        self._tables.moves[media.user_id, None] += 1
        self._tables.usages[media.user_id] = Usage(
            usage.media_count + change.stored, usage.size_bytes + change.stored * media.size_bytes
        )

    def _move(self, change: Change, facet: Facet, step: int) -> None:
        media = change.after.media
        if facet.exclusive:
            return
        if facet.place:
            position = AlbumPosition(OrderKey(facet.place), media.upload_id)
            self._tables.positions[media.user_id, AlbumId(facet.value)][position] = step > 0
        else:
            self._tables.entries[media.user_id, facet][media.moment] = step > 0
        counted = Facet(facet.name, facet.value)
        self._tables.counts[media.user_id][counted] += step
        self._tables.moves[media.user_id, counted] += 1
