"""Who uploaded what, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_ingest.domain.upload import Upload


class AuditTrail(Protocol):
    """Takes note of events; never of names of files, nor of anything in them."""

    def note(self, event: str, upload: Upload, outcome: str, **fields: str) -> None:
        """Notes what happened; `outcome` is success, refused or failed, and empty `fields` are left out."""
