"""Where new names and secrets come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import EventId, SessionId, UserId


class Identifiers(Protocol):
    """Makes values that no other call ever returns, but for events that are said to be the same."""

    def user_id(self) -> UserId:
        """A name for an account."""

    def session_id(self) -> SessionId:
        """A name for a session."""

    def event_id(self, moment: datetime, *what: str) -> EventId:
        """A ULID of `moment`: the same one for the same `what`, and a new one each time when nothing is named."""

    def secret(self) -> str:
        """256 bits from a cryptographic source, as 43 characters of base 64 for URLs (RFC 4648, section 5)."""
