"""An audit trail that a test can read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_ingest.domain.upload import Upload


@dataclass
class InMemoryAuditTrail:
    """Events in their order: name, upload, outcome, and whatever else was said."""

    events: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)

    def note(self, event: str, upload: Upload, outcome: str, **fields: str) -> None:
        known = {name: value for name, value in fields.items() if value}
        self.events.append((event, upload.upload_id.value, outcome, known))

    def names(self) -> list[str]:
        return [event[0] for event in self.events]
