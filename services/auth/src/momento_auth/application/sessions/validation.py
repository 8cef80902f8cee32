"""The one check that what a token stands for still stands: its session, or its API key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.sessions.errors import SessionEnded

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.domain.identifiers import SessionId, UserId
    from momento_auth.domain.sessions.session import SessionLimits


class SessionValidation:
    """Knows sessions and API keys alike, by their ids."""

    def __init__(self, sessions: Sessions, api_keys: ApiKeys, limits: SessionLimits) -> None:
        self._sessions = sessions
        self._api_keys = api_keys
        self._limits = limits

    def __call__(self, session_id: SessionId, user_id: UserId, now: datetime) -> datetime:
        """When the session or the key of that id and user will expire.

        Raises:
            SessionEnded: there is none, it is somebody else's, or it is over.
            TokenExpired: the key's time is over.
        """
        session = self._sessions.find(session_id)
        if session is not None and session.user_id == user_id:
            session.require_alive(now, self._limits)
            return session.expires_at(self._limits)
        key = self._api_keys.find(session_id)
        if key is None or key.user_id != user_id:
            raise SessionEnded("There is no such session; sign in again.")
        key.require_alive(now)
        return key.expires_at
