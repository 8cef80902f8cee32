"""Trade an export grant for an access token."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.application.sessions.verify_token import Verified
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.tokens.errors import TokenExpired
from momento_auth.domain.tokens.token import AccessClaims

if TYPE_CHECKING:
    from datetime import timedelta

    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.application.sessions.validation import SessionValidation


@dataclass(frozen=True, slots=True)
class ExchangedGrant:
    """A token with the scopes of a grant, and what it says."""

    verified: Verified
    access_token: str = field(repr=False)


class ExchangeExportGrant:
    """Gives an export what every service can check, each time anew, so that it ends soon after its session does."""

    def __init__(
        self, accounts: Accounts, standing: SessionValidation, signer: TokenSigner, lifetime: timedelta, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._validation = standing
        self._signer = signer
        self._lifetime = lifetime
        self._clock = clock

    def __call__(self, token: str) -> ExchangedGrant:
        """The token; it does not outlive the grant.

        Raises:
            TokenInvalid: it is malformed, forged, or meant for something else.
            TokenExpired: it is genuine but too old.
            SessionEnded: the session it was granted in is over.
        """
        grant, now = self._signer.read_export_grant(token), self._clock.now()
        if grant.expires_at <= now:
            # Reading forgives clocks that disagree; a token that is made from it must last for some time.
            raise TokenExpired("The time for this export is over; begin it again.", user_id=grant.user_id)
        ends = self._validation(grant.session_id, grant.user_id, now)
        account = self._accounts.find(grant.user_id)
        if account is None or account.closed_at is not None:
            raise SessionEnded("There is no such session; sign in again.")
        lifetime = min(self._lifetime, grant.expires_at - now)
        claims = AccessClaims.lasting(grant.user_id, grant.session_id, grant.scopes, now, lifetime)
        return ExchangedGrant(Verified(account, claims, ends), self._signer.sign_access_token(claims))
