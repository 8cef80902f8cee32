"""The pair of tokens that a session hands out at its start and at each renewal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.tokens.scope import session_scopes
from momento_auth.domain.tokens.token import AccessClaims

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.identifiers import SessionId
    from momento_auth.domain.sessions.refresh_token import RefreshToken
    from momento_auth.domain.sessions.session import Session, SessionLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTokens:
    """Both tokens in clear, with the moments at which they stop being valid."""

    access_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account and the newest tokens of one of its sessions; `ended` are those that had to make room for it."""

    account: Account
    session: Session
    tokens: SessionTokens
    ended: Sequence[SessionId] = ()


class TokenIssuer:
    """Makes the pair for a session."""

    def __init__(self, signer: TokenSigner, limits: SessionLimits, access_lifetime: timedelta) -> None:
        self._signer = signer
        self._limits = limits
        self._access_lifetime = access_lifetime

    def issue(self, account: Account, session: Session, refresh_token: RefreshToken, now: datetime) -> SessionTokens:
        """The pair for the owner of `account`; `refresh_token` is the session's current one."""
        session_ends = session.expires_at(self._limits)
        # No access token outlives its session: who checks signatures alone must not honour it any longer.
        lifetime = min(self._access_lifetime, session_ends - now)
        claims = AccessClaims.lasting(session.user_id, session.session_id, session_scopes(account), now, lifetime)
        return SessionTokens(
            access_token=self._signer.sign_access_token(claims),
            access_expires_at=claims.expires_at,
            refresh_token=refresh_token.reveal(),
            refresh_expires_at=session_ends,
        )
