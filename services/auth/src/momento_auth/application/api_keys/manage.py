"""Make, list and revoke the API keys of an account; only who has signed in can (ASVS V8.2.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.account import DisplayName
from momento_auth.domain.api_keys.api_key import MAX_KEYS, ApiKey, ApiKeyText
from momento_auth.domain.api_keys.errors import ApiKeysExhausted, ApiKeyUnknown
from momento_auth.domain.errors import AuthError
from momento_auth.domain.identifiers import SessionId
from momento_auth.domain.tokens.scope import Scope, key_scopes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.application.mfa.recent_verification import RecentVerification
    from momento_auth.application.mfa.step_up import StepUp
    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.identifiers import UserId


@dataclass(frozen=True, slots=True)
class WishedKey:
    """What somebody wants of a new key."""

    name: str
    scopes: Sequence[str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key, and its text, which nobody can tell again."""

    key: ApiKey
    text: str = field(repr=False)


class CreateApiKey:
    """Makes a key for anyone who knows the password."""

    def __init__(
        self,
        verify_token: VerifyToken,
        step_up: StepUp,
        fresh_proof: RecentVerification,
        api_keys: ApiKeys,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._step_up = step_up
        self._recent_verification = fresh_proof
        self._api_keys = api_keys
        self._identifiers = identifiers
        self._clock = clock

    def __call__(self, access_token: str, password: str, wished: WishedKey) -> MadeKey:
        """The key.

        Raises:
            DisplayNameInvalid, ScopesInvalid, ExpiryInvalid: a value breaks its rules.
            ApiKeysExhausted: the account has 50 keys already.
            StepUpRequired: the account has a second factor, and the session was not proved lately.
            PasswordWrong, TooManyAttempts: as `StepUp`.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        account = verified.account
        self._recent_verification.demand_of_two(verified)
        self._step_up(account, password)
        text = ApiKeyText(self._identifiers.session_id(), self._identifiers.secret())
        key = ApiKey(
            key_id=text.key_id,
            user_id=account.user_id,
            name=DisplayName(wished.name),
            scopes=key_scopes(wished.scopes),
            digest=text.digest,
            created_at=self._clock.now(),
            expires_at=wished.expires_at,
        )
        if not self._api_keys.add(key, MAX_KEYS):
            raise ApiKeysExhausted(f"You have {MAX_KEYS} keys; revoke one first.", user_id=account.user_id)
        self._require_valid(access_token, key)
        return MadeKey(key, text.reveal())

    def _require_valid(self, access_token: str, key: ApiKey) -> None:
        # What ends sessions and keys may have looked for keys before this one was there.
        try:
            self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        except AuthError:
            self._api_keys.revoke(key.key_id, self._clock.now())
            raise


class ListApiKeys:
    """Tells what there is, never a key itself."""

    def __init__(self, verify_token: VerifyToken, api_keys: ApiKeys) -> None:
        self._verify_token = verify_token
        self._api_keys = api_keys

    def __call__(self, access_token: str) -> Sequence[ApiKey]:
        """Those that were not revoked, the newest first; raises as `VerifyToken`."""
        return self._api_keys.of(self._verify_token(access_token, Scope.ACCOUNT_MANAGE).account.user_id)


@dataclass(frozen=True, slots=True)
class RevokedKey:
    """Which key of whom was revoked."""

    user_id: UserId
    key_id: SessionId


class RevokeApiKey:
    """Ends a key at once, for every token that was traded for it."""

    def __init__(self, verify_token: VerifyToken, api_keys: ApiKeys, clock: Clock) -> None:
        self._verify_token = verify_token
        self._api_keys = api_keys
        self._clock = clock

    def __call__(self, access_token: str, key_id: str) -> RevokedKey:
        """The key.

        Raises:
            ApiKeyUnknown: the account has no such key, or it was revoked before; somebody else's is no other case.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        user_id = self._verify_token(access_token, Scope.ACCOUNT_MANAGE).account.user_id
        key = self._api_keys.find(_key_id(key_id))
        if key is None or key.user_id != user_id or not self._api_keys.revoke(key.key_id, self._clock.now()):
            raise _unknown()
        return RevokedKey(user_id, key.key_id)


def _key_id(text: str) -> SessionId:
    try:
        return SessionId(text)
    except ValueError as error:
        raise _unknown() from error


def _unknown() -> ApiKeyUnknown:
    return ApiKeyUnknown("You have no such API key; it may have been revoked already.")
