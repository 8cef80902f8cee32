"""Trade a refresh token for a new pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_auth.application.sessions.issue_tokens import SignedIn
from momento_auth.domain.sessions.errors import RefreshTokenReused, SessionEnded
from momento_auth.domain.sessions.refresh_token import RefreshToken
from momento_auth.domain.sessions.session import EndReason, TokenStatus

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.sessions.issue_tokens import TokenIssuer
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.sessions.client import Client
    from momento_auth.domain.sessions.session import Session, SessionLimits

MAX_LOST_RACES: Final = 3
"""A token goes from current over repeatable to reused, and never back: after two lost races there is none to lose."""


class RenewSession:
    """Rotates refresh tokens (RFC 9700, section 4.14.2).

    A token that comes a second time was copied, and whether owner or thief came first cannot be told: the session ends.
    One repetition is taken for what it most often is, the same program whose answer was lost on the way; it is given
    what was lost, so that neither the program nor its other calls notice.
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

    def __call__(self, refresh_token: str, client: Client) -> SignedIn:
        """The account with the next tokens of its session.

        Raises:
            SessionEnded: the session is over, or never was; `RefreshTokenReused` when this very call ended it.
        """
        token, now = RefreshToken.parse(refresh_token), self._clock.now()
        session, successor = self._rotated(token, client, now)
        account = self._active(session)
        return SignedIn(account, session, self._issuer.issue(account, session, successor, now))

    def _rotated(self, token: RefreshToken, client: Client, now: datetime) -> tuple[Session, RefreshToken]:
        for _ in range(MAX_LOST_RACES):
            session = self._living(token, now)
            standing = session.standing(token, client, now, self._limits)
            if standing is TokenStatus.REUSED:
                raise self._end_reused(session, now)
            rotated = (
                self._repeat(session, token)
                if standing is TokenStatus.REPEATABLE
                else self._renew(session, token, client, now)
            )
            if rotated is not None:
                return rotated
        raise SessionEnded("The session has ended; sign in again.")

    def _renew(
        self, session: Session, token: RefreshToken, client: Client, now: datetime
    ) -> tuple[Session, RefreshToken] | None:
        nonce = self._identifiers.secret()
        renewed = session.renewed(token, nonce, client, now)
        return (renewed, token.successor(nonce)) if self._sessions.renew(renewed) else None

    def _repeat(self, session: Session, token: RefreshToken) -> tuple[Session, RefreshToken] | None:
        successor = token.successor(session.successor_nonce or "")
        return (session, successor) if self._sessions.repeat(session) else None

    def _living(self, token: RefreshToken, now: datetime) -> Session:
        """The session that issued this token; raises `SessionEnded` when there is none, or it is over."""
        session = self._sessions.find(token.session_id)
        if session is None or not session.issued(token):
            raise SessionEnded("There is no such session; sign in again.")
        session.require_alive(now, self._limits)
        return session

    def _end_reused(self, session: Session, now: datetime) -> RefreshTokenReused:
        self._sessions.end(session.session_id, now, EndReason.TOKEN_REUSED)
        return RefreshTokenReused(
            "A token of this session was used twice, so the session was ended; sign in again.",
            user_id=session.user_id,
        )

    def _active(self, session: Session) -> Account:
        account = self._accounts.find(session.user_id)
        if account is None:
            raise SessionEnded("The account is gone.", user_id=session.user_id)
        if account.is_disabled:
            raise SessionEnded("The account is disabled; ask the administrator.", user_id=session.user_id)
        return account
