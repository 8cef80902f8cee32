"""What signed tokens say, and the keys that check them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.domain.tokens.errors import ScopeMissing

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from momento_auth.domain.identifiers import SessionId, UserId
    from momento_auth.domain.tokens.scope import Scope


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says.

    Attributes:
        session_id: of the session, or of the API key in its place.
        expires_at: in whole seconds (RFC 7519 NumericDate).
    """

    user_id: UserId
    session_id: SessionId
    expires_at: datetime
    scopes: frozenset[Scope]

    @classmethod
    def lasting(
        cls, user_id: UserId, session_id: SessionId, scopes: frozenset[Scope], now: datetime, lifetime: timedelta
    ) -> AccessClaims:
        """Claims that expire `lifetime` after `now`."""
        return cls(user_id, session_id, whole_seconds(now + lifetime), scopes)

    def require(self, *needed: Scope) -> None:
        """Raises `ScopeMissing` unless the token has all of these scopes."""
        if not self.scopes.issuperset(needed):
            raise ScopeMissing(
                f"This needs a token with the scope {' and '.join(needed)}; use another key, or sign in.",
                user_id=self.user_id,
            )


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key: the `kid` that tokens name, and the key as JSON Web Key (RFC 8037) without its private part."""

    key_id: str
    jwk: str


def whole_seconds(moment: datetime) -> datetime:
    """The moment rounded down to a second, the resolution of a token's times."""
    return moment.replace(microsecond=0)
