"""Leave to read everything of an account, for an export that takes longer than an access token lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.tokens.scope import Scope
from momento_auth.domain.tokens.token import whole_seconds

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import SessionId, UserId
    from momento_auth.domain.tokens.token import AccessClaims

MAX_LIFETIME: Final = timedelta(hours=24)
EXPORT_SCOPES: Final = frozenset({Scope.MEDIA_READ, Scope.ACCOUNT_READ})
"""An export changes nothing, whatever else its session may do."""


@dataclass(frozen=True, slots=True)
class ExportGrant:
    """Lets its bearer have access tokens of `scopes` while the session stands, until `expires_at` at most."""

    user_id: UserId
    session_id: SessionId
    scopes: frozenset[Scope]
    expires_at: datetime

    def __post_init__(self) -> None:
        """Refuses what would be more than leave to read."""
        if not self.scopes <= EXPORT_SCOPES:
            raise ValueError("An export grant can have no scope but those to read.")

    @classmethod
    def issue(cls, claims: AccessClaims, now: datetime, session_ends: datetime) -> ExportGrant:
        """A grant for 24 hours, or until the session expires when that is sooner, of what `claims` lets be read."""
        ends = whole_seconds(min(now + MAX_LIFETIME, session_ends))
        return cls(claims.user_id, claims.session_id, claims.scopes & EXPORT_SCOPES, ends)
