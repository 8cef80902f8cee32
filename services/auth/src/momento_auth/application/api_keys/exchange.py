"""Trade an API key for an access token."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.application.sessions.verify_token import Verified
from momento_auth.domain.api_keys.api_key import USE_RESOLUTION, ApiKeyText
from momento_auth.domain.tokens.errors import TokenInvalid
from momento_auth.domain.tokens.token import AccessClaims

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.domain.api_keys.api_key import ApiKey


@dataclass(frozen=True, slots=True)
class ExchangedKey:
    """A token with the scopes of a key, and what it says."""

    verified: Verified
    access_token: str = field(repr=False)


class ExchangeApiKey:
    """Gives scripts what people have: a token that every service can check, with no more in it than the key allows."""

    def __init__(
        self, accounts: Accounts, api_keys: ApiKeys, signer: TokenSigner, lifetime: timedelta, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._api_keys = api_keys
        self._signer = signer
        self._lifetime = lifetime
        self._clock = clock

    def __call__(self, text: str) -> ExchangedKey:
        """The token; it does not outlive the key.

        Raises:
            TokenInvalid: it is no key of ours.
            TokenExpired: its time is over.
            SessionEnded: it has been revoked.
        """
        now = self._clock.now()
        key = self._key(text, now)
        account = self._accounts.find(key.user_id)
        if account is None or not account.is_active:
            raise TokenInvalid("The account of this API key is gone or disabled.", user_id=key.user_id)
        lifetime = min(self._lifetime, key.expires_at - now)
        claims = AccessClaims.lasting(key.user_id, key.key_id, key.scopes, now, lifetime)
        self._note_use(key, now)
        verified = Verified(account, claims, key.expires_at)
        return ExchangedKey(verified, self._signer.sign_access_token(claims))

    def _key(self, text: str, now: datetime) -> ApiKey:
        presented = ApiKeyText.parse(text)
        key = self._api_keys.find(presented.key_id)
        if key is None or not key.is_text(presented):
            raise TokenInvalid("There is no such API key; check that it was copied whole.")
        key.require_alive(now)
        return key

    def _note_use(self, key: ApiKey, now: datetime) -> None:
        if key.last_used_at is None or now - key.last_used_at >= USE_RESOLUTION:
            self._api_keys.used(key.key_id, now)
