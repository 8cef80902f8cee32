"""Fake of the port `MediaStore`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.ports.media_store import RecordChanged

if TYPE_CHECKING:
    from momento_catalog.domain.record import Change

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryMediaStore:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def apply(self, change: Change) -> None:
        media = change.after.media
        with self._tables.lock:
            stored = self._tables.records.get((media.user_id, media.upload_id))
            if (stored and stored.revision) != (change.before and change.before.revision):
                raise RecordChanged
            self._tables.records[media.user_id, media.upload_id] = change.after
            for facet in change.added:
                self._tables.entries[media.user_id, facet][media.moment] = True
                self._tables.counts[media.user_id][facet] += 1
            for facet in change.removed:
                self._tables.entries[media.user_id, facet][media.moment] = False
                self._tables.counts[media.user_id][facet] -= 1
