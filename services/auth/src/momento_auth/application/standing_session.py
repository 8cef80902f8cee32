"""The one check that a token's session still stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.errors import SessionEnded

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.domain.account import UserId
    from momento_auth.domain.session import Session, SessionId, SessionLimits


def standing_session(
    sessions: Sessions, session_id: SessionId, user_id: UserId, limits: SessionLimits, now: datetime
) -> Session:
    """The session of that id and user.

    Raises:
        SessionEnded: there is none, it is somebody else's, or it is over.
    """
    session = sessions.find(session_id)
    if session is None or session.user_id != user_id:
        raise SessionEnded("There is no such session; sign in again.")
    session.require_alive(now, limits)
    return session
