"""Trade a refresh token for a new pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.application.session_tokens import SignedIn
from momento_auth.domain.errors import RefreshTokenReused, SessionEnded, TokenSuperseded
from momento_auth.domain.refresh_token import RefreshToken
from momento_auth.domain.session import EndReason, Standing

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.session_tokens import TokenIssuer
    from momento_auth.domain.session import Session, SessionLimits


class RenewSession:
    """Rotates refresh tokens (RFC 9700, section 4.14.2).

    A token that comes a second time was copied, and whether owner or thief came first cannot be told: the session ends.
    """

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        issuer: TokenIssuer,
        limits: SessionLimits,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._issuer = issuer
        self._limits = limits
        self._identifiers = identifiers
        self._clock = clock

    def __call__(self, refresh_token: str) -> SignedIn:
        """The account with the next tokens of its session.

        Raises:
            SessionEnded: the session is over, or never was; `RefreshTokenReused` when this very call ended it.
            TokenSuperseded: the token was traded within the grace; the session lives on.
        """
        token = RefreshToken.parse(refresh_token)
        now = self._clock.now()
        session = self._session_of(token, now)
        successor = token.successor(self._identifiers.secret())
        renewed = session.renewed(successor, now)
        if not self._sessions.renew(renewed):
            # Another call was faster; to the session as it is now, the token is a spent one.
            self._session_of(token, now)
            raise SessionEnded("The session has ended; sign in again.", user_id=session.user_id)
        account = self._accounts.find(session.user_id)
        if account is None:
            raise SessionEnded("The account is gone.", user_id=session.user_id)
        if account.is_disabled:
            raise SessionEnded("The account is disabled; ask whoever runs this Momento.", user_id=session.user_id)
        return SignedIn(account, renewed, self._issuer.issue(account, renewed, successor, now))

    def _session_of(self, token: RefreshToken, now: datetime) -> Session:
        """The living session whose current token this is; ends it when the token is a spent one."""
        session = self._sessions.find(token.session_id)
        standing = session.standing(token, now, self._limits) if session else Standing.FOREIGN
        if session is None or standing is Standing.FOREIGN:
            raise SessionEnded("There is no such session; sign in again.")
        session.require_alive(now, self._limits)
        if standing is Standing.SUPERSEDED:
            raise TokenSuperseded(
                "The session was renewed a moment ago; use its newest token.", user_id=session.user_id
            )
        if standing is Standing.REUSED:
            self._sessions.end(session.session_id, now, EndReason.TOKEN_REUSED)
            raise RefreshTokenReused(
                "A token of this session was used twice, so the session was ended; sign in again.",
                user_id=session.user_id,
            )
        return session
