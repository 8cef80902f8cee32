"""Say whose an access token is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.application.standing_session import standing_session
from momento_auth.domain.errors import SessionEnded

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.domain.account import Account
    from momento_auth.domain.session import Session, SessionLimits


@dataclass(frozen=True, slots=True)
class Verified:
    """Who is behind a good access token."""

    account: Account
    session: Session
    expires_at: datetime


class VerifyToken:
    """Checks the token itself and that its session still stands, so that revocation works at once (ASVS V7.4)."""

    def __init__(
        self, accounts: Accounts, sessions: Sessions, signer: TokenSigner, limits: SessionLimits, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._signer = signer
        self._limits = limits
        self._clock = clock

    def __call__(self, access_token: str) -> Verified:
        """Account and session of the token.

        Raises:
            TokenInvalid: it is malformed, forged, or meant for something else.
            TokenExpired: it is genuine but too old.
            SessionEnded: it would be good, had its session not ended.
        """
        claims = self._signer.read_access_token(access_token)
        now = self._clock.now()
        session = standing_session(self._sessions, claims.session_id, claims.user_id, self._limits, now)
        account = self._accounts.find(claims.user_id)
        if account is None:
            raise SessionEnded("There is no such session; sign in again.")
        return Verified(account, session, claims.expires_at)
