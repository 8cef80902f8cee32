"""What happened to an account and its sessions: events, which are kept and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_auth.domain.audit.errors import PageSizeInvalid

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import EventId, SessionId, UserId

SUCCESS: Final = "success"
REFUSED: Final = "refused"
DEFAULT_PAGE_SIZE: Final = 50
MAX_PAGE_SIZE: Final = 200
_ROUTINE: Final = frozenset({"session.renewed"})
"""Every open page renews its session every few minutes: as long as that succeeds, nobody wants to read of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEvent:
    """One event.

    Attributes:
        event: what happened, for example `session.started`.
        outcome: `success` or `refused`.
        user_id: whose account it concerns, or None when that cannot be told.
        reason: why it was refused, or why it happened; a stable code in UPPER_SNAKE.
        administrator_id: who did it to the account of somebody else. The audit log alone says who it was.
        client_address: where it came from, as the edge saw it.
    """

    event_id: EventId
    at: datetime
    event: str
    outcome: str
    user_id: UserId | None = None
    session_id: SessionId | None = None
    client_address: str = ""
    reason: str = ""
    administrator_id: UserId | None = None

    @property
    def kept(self) -> bool:
        """Whether it belongs into the history of its account; the audit log has it in any case."""
        return self.user_id is not None and not (self.outcome == SUCCESS and self.event in _ROUTINE)


def page_size(asked: int) -> int:
    """What is meant by `asked`, where 0 means 50; raises PageSizeInvalid for less than 0 or more than 200."""
    if not 0 <= asked <= MAX_PAGE_SIZE:
        raise PageSizeInvalid(f"A page has 1 to {MAX_PAGE_SIZE} events; ask for fewer.")
    return asked or DEFAULT_PAGE_SIZE
