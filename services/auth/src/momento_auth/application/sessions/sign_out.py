"""End a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.sessions.refresh_token import RefreshToken
from momento_auth.domain.sessions.session import EndReason

if TYPE_CHECKING:
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.domain.sessions.session import Session


class SignOut:
    """Ends a session at once, for all its tokens (ASVS V7.4.1)."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    def __call__(self, refresh_token: str) -> Session | None:
        """The session that any of its refresh tokens ended now, or None when there was nothing left to end."""
        try:
            token = RefreshToken.parse(refresh_token)
        except SessionEnded:
            return None
        session = self._sessions.find(token.session_id)
        if session is None or not session.issued(token):
            return None
        ended = self._sessions.end(session.session_id, self._clock.now(), EndReason.SIGNED_OUT)
        return session if ended else None
