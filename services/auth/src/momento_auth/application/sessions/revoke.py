"""Sign out elsewhere: one session of the account, or all but the one that asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.domain.identifiers import SessionId
from momento_auth.domain.sessions.errors import SessionUnknown
from momento_auth.domain.sessions.session import EndReason
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.api_keys.api_key import ApiKey
    from momento_auth.domain.identifiers import UserId


@dataclass(frozen=True, slots=True)
class EndedSessions:
    """Which sessions of whom were ended, and which API keys with them."""

    user_id: UserId
    session_ids: Sequence[SessionId]
    api_keys: Sequence[ApiKey] = ()


class EndSession:
    """Ends any one session of the account whose access token it is given (ASVS V7.5.2)."""

    def __init__(self, verify_token: VerifyToken, sessions: Sessions, clock: Clock) -> None:
        self._verify_token = verify_token
        self._sessions = sessions
        self._clock = clock

    def __call__(self, access_token: str, session_id: str) -> EndedSessions:
        """The session that was ended.

        Raises:
            SessionUnknown: the account has no such session, or it has ended already; somebody else's is no other case.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        user_id = self._verify_token(access_token, Scope.ACCOUNT_MANAGE).account.user_id
        session = self._sessions.find(_session_id(session_id))
        if session is None or session.user_id != user_id:
            raise _unknown()
        if not self._sessions.end(session.session_id, self._clock.now(), EndReason.SIGNED_OUT_ELSEWHERE):
            raise _unknown()
        return EndedSessions(user_id, [session.session_id])


class EndOtherSessions:
    """Ends every session of the account but the one that asks (ASVS V7.4.3)."""

    def __init__(self, verify_token: VerifyToken, sessions: Sessions, clock: Clock) -> None:
        self._verify_token = verify_token
        self._sessions = sessions
        self._clock = clock

    def __call__(self, access_token: str) -> EndedSessions:
        """The sessions that were ended; raises as `VerifyToken`."""
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        user_id, kept = verified.account.user_id, verified.claims.session_id
        ended = self._sessions.end_others(user_id, kept, self._clock.now(), EndReason.SIGNED_OUT_ELSEWHERE)
        return EndedSessions(user_id, ended)


def _session_id(text: str) -> SessionId:
    try:
        return SessionId(text)
    except ValueError as error:
        raise _unknown() from error


def _unknown() -> SessionUnknown:
    return SessionUnknown("You have no such session; it may have ended already.")
