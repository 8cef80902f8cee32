"""Names by ULID, secrets from the operating system."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from ulid import ULID

from momento_auth.domain.identifiers import EventId, SessionId, UserId

if TYPE_CHECKING:
    from datetime import datetime

_SECRET_BYTES: Final = 32
_ENTROPY_BYTES: Final = 10
"""Of a ULID, beside its 6 bytes of milliseconds."""


class SystemIdentifiers:
    """Implements `Identifiers`."""

    def user_id(self) -> UserId:
        """A new ULID for an account."""
        return UserId(_ulid())

    def session_id(self) -> SessionId:
        """A new ULID for a session."""
        return SessionId(_ulid())

    def event_id(self, moment: datetime, *what: str) -> EventId:
        """The ULID of the moment and, in place of chance, of what is named."""
        named = hashlib.sha256("\0".join(what).encode()).digest()[:_ENTROPY_BYTES]
        entropy = named if what else secrets.token_bytes(_ENTROPY_BYTES)
        return EventId(str(ULID(int(moment.timestamp() * 1000).to_bytes(6) + entropy)).lower())

    def secret(self) -> str:
        """32 random bytes in base 64 for URLs."""
        return secrets.token_urlsafe(_SECRET_BYTES)


def _ulid() -> str:
    return str(ULID()).lower()
