"""Where new names and secrets come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_auth.domain.account import UserId
    from momento_auth.domain.session import SessionId


class Identifiers(Protocol):
    """Makes values that no other call ever returns."""

    def user_id(self) -> UserId:
        """A name for an account."""

    def session_id(self) -> SessionId:
        """A name for a session."""

    def secret(self) -> str:
        """256 bits from a cryptographic source, as 43 characters of base 64 for URLs (RFC 4648, section 5)."""
