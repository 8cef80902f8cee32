"""Who did what, when, with which outcome: one JSON line for each event (OWASP ASVS V16.2, V16.3).

Events go through the logger `momento.audit`, so that an operator can send them to a place of their own.
JSON escapes every control character, so a file name cannot forge a second line.
"""

from __future__ import annotations

import logging
from typing import Final

from opentelemetry import metrics

AUDIT_LOGGER: Final = "momento.audit"
_logger = logging.getLogger(AUDIT_LOGGER)
_events = metrics.get_meter("momento.audit").create_counter(
    "momento.audit.events", unit="{event}", description="Events of the audit log, by kind and outcome"
)

Field = str | int | float | bool | None


def audit(event: str, *, user_id: str | None, outcome: str, **fields: Field) -> None:
    """Writes one event.

    Args:
        event: what happened, for example `session.started`.
        user_id: whose account it concerns, or None when nobody could be told.
        outcome: `success`, `refused` or `failed`.
        fields: what else matters; never a secret, an address of mail or content.
    """
    detail = {key: value for key, value in fields.items() if value is not None}
    _events.add(1, {"momento.audit.event": event, "momento.audit.outcome": outcome})
    _logger.info(event, extra={"audit": {"event": event, "user_id": user_id, "outcome": outcome, **detail}})
