"""A store of records whose changes are also lines of the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.outbound.audit.line import write_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.ports.media_store import MediaStore, RecordChanged
    from momento_catalog.domain.errors import StoreUnavailable
    from momento_catalog.domain.index.media_record import Change


class AuditedMediaStore:
    """Implements the port `MediaStore` over another one: the event of each change that was stored is one line."""

    def __init__(self, store: MediaStore) -> None:
        """Takes what stores the changes."""
        self._store = store

    def apply(self, change: Change) -> None:
        """See the port."""
        self._store.apply(change)
        _write(change)

    def apply_each(self, changes: Sequence[Change]) -> Sequence[RecordChanged | StoreUnavailable | None]:
        """See the port."""
        problems = self._store.apply_each(changes)
        for change, problem in zip(changes, problems, strict=True):
            if problem is None:
                _write(change)
        return problems


def _write(change: Change) -> None:
    if change.event is not None:
        write_line(change.event)
