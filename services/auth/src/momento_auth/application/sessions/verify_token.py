"""Say whose an access token is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.application.sessions.validation import SessionValidation
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.tokens.token import AccessClaims


@dataclass(frozen=True, slots=True)
class Verified:
    """Who is behind a good access token, and when its session, or its API key, will expire."""

    account: Account
    claims: AccessClaims
    session_ends: datetime


class VerifyToken:
    """Checks the token itself and that its session still stands, so that revocation works at once (ASVS V7.4)."""

    def __init__(self, accounts: Accounts, standing: SessionValidation, signer: TokenSigner, clock: Clock) -> None:
        self._accounts = accounts
        self._validation = standing
        self._signer = signer
        self._clock = clock

    def __call__(self, access_token: str, *needed: Scope) -> Verified:
        """What is known of a token that has all the `needed` scopes.

        Raises:
            TokenInvalid: it is malformed, forged, or meant for something else.
            TokenExpired: it is genuine but too old.
            SessionEnded: it would be good, had its session not ended.
            ScopeMissing: it is good, but not for this.
        """
        claims = self._signer.read_access_token(access_token)
        session_ends = self._validation(claims.session_id, claims.user_id, self._clock.now())
        account = self._accounts.find(claims.user_id)
        if account is None or not account.is_active:
            raise SessionEnded("There is no such session; sign in again.", user_id=claims.user_id)
        # A sign-in may have read the account a moment before its role was taken away.
        if Scope.ACCOUNTS_ADMINISTER in claims.scopes and not account.administers:
            raise SessionEnded("Your role has changed; sign in again.", user_id=claims.user_id)
        claims.require(*needed)
        return Verified(account, claims, session_ends)
