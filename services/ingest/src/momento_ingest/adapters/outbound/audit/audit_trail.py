"""Audit events in the form that all services share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_chassis.audit import audit

if TYPE_CHECKING:
    from momento_ingest.domain.upload import Upload


class LoggedAuditTrail:
    """Writes one line an event."""

    def note(self, event: str, upload: Upload, outcome: str, **fields: str) -> None:
        """See the port."""
        known = {name: value for name, value in fields.items() if value}
        audit(event, user_id=upload.user_id.value, outcome=outcome, upload_id=upload.upload_id.value, **known)
