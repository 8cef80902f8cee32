"""The line of an event in the audit log: all that is kept of it but the file's name, which may name anybody."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from momento_chassis.audit import audit

if TYPE_CHECKING:
    from momento_catalog.domain.audit.event import ActivityEvent

_UNWRITTEN: Final = "file_name"


def write_line(event: ActivityEvent) -> None:
    """Writes one line."""
    details = {name: text for name, text in asdict(event.details).items() if text and name != _UNWRITTEN}
    audit(
        event.kind.value,
        user_id=str(event.user_id),
        outcome=event.outcome.value,
        event_id=str(event.event_id),
        occurred_at=event.at.isoformat(),
        **details,
    )
