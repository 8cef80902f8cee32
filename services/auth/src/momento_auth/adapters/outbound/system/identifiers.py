"""Names by ULID, secrets from the operating system."""

from __future__ import annotations

import secrets
from typing import Final

from ulid import ULID

from momento_auth.domain.account import UserId
from momento_auth.domain.session import SessionId

_SECRET_BYTES: Final = 32


class SystemIdentifiers:
    """Implements `Identifiers`."""

    def user_id(self) -> UserId:
        """A new ULID for an account."""
        return UserId(_ulid())

    def session_id(self) -> SessionId:
        """A new ULID for a session."""
        return SessionId(_ulid())

    def secret(self) -> str:
        """32 random bytes in base 64 for URLs."""
        return secrets.token_urlsafe(_SECRET_BYTES)


def _ulid() -> str:
    return str(ULID()).lower()
