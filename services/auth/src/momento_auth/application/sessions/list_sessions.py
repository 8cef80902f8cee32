"""Report where somebody is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.sessions.session import Session, SessionLimits


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session that stands, until when, and whether it is the one that asks."""

    session: Session
    expires_at: datetime
    is_current: bool


class ListSessions:
    """Lists the sessions of the account whose access token it is given (ASVS V7.5.2)."""

    def __init__(self, verify_token: VerifyToken, sessions: Sessions, limits: SessionLimits, clock: Clock) -> None:
        self._verify_token = verify_token
        self._sessions = sessions
        self._limits = limits
        self._clock = clock

    def __call__(self, access_token: str) -> Sequence[ListedSession]:
        """Those that stand, the last used first.

        Raises:
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        now = self._clock.now()
        return [
            ListedSession(session, session.expires_at(self._limits), session.session_id == verified.claims.session_id)
            for session in self._sessions.of(verified.account.user_id)
            if session.is_alive(now, self._limits)
        ]
