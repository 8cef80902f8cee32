"""A store of records whose changes are also lines of the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.outbound.audit.line import write_line

if TYPE_CHECKING:
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.domain.record import Change


class AuditedMediaStore:
    """Implements the port `MediaStore` over another one: the event of each change that was stored is one line."""

    def __init__(self, store: MediaStore) -> None:
        """Takes what stores the changes."""
        self._store = store

    def apply(self, change: Change) -> None:
        """See the port."""
        self._store.apply(change)
        if change.event is not None:
            write_line(change.event)
