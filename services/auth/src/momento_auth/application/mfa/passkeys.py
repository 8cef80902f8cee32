"""Add passkeys, name them, and remove them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.account import DisplayName
from momento_auth.domain.errors import AuthError
from momento_auth.domain.mfa.challenge import ChallengeText, Purpose
from momento_auth.domain.mfa.errors import PasskeysExhausted, PasskeyUnknown
from momento_auth.domain.mfa.passkey import MAX_PASSKEYS, Passkey, PasskeyId
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.mfa.challenges import ChallengeBook
    from momento_auth.application.mfa.recent_verification import RecentVerification
    from momento_auth.application.mfa.recovery_codes import RecoveryCodeBook
    from momento_auth.application.mfa.stores import FactorStores
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.passkey_ceremonies import PasskeyCeremonies
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.identifiers import UserId


@dataclass(frozen=True, slots=True)
class StartedPasskey:
    """A challenge, and what a browser needs to make a passkey, as `PublicKeyCredentialCreationOptionsJSON`."""

    challenge: str = field(repr=False)
    options: str


@dataclass(frozen=True, slots=True)
class AddedPasskey:
    """A passkey that counts from now on, and the recovery codes of an account that had none."""

    passkey: Passkey
    recovery_codes: Sequence[str] = field(repr=False)


class StartPasskey:
    """Gives a challenge for a new passkey."""

    def __init__(
        self,
        verify_token: VerifyToken,
        fresh_proof: RecentVerification,
        stores: FactorStores,
        challenges: ChallengeBook,
        ceremonies: PasskeyCeremonies,
    ) -> None:
        self._verify_token = verify_token
        self._recent_verification = fresh_proof
        self._stores = stores
        self._challenges = challenges
        self._ceremonies = ceremonies

    def __call__(self, access_token: str) -> StartedPasskey:
        """The challenge.

        Raises:
            StepUpRequired: as `RecentVerification`.
            PasskeysExhausted: the account has 20 already.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        self._recent_verification.demand(verified)
        account = verified.account
        present = _with_room(self._stores, account.user_id)
        text, _ = self._challenges.give(Purpose.PASSKEY_REGISTRATION, account.user_id, verified.claims.session_id)
        return StartedPasskey(text.text, self._ceremonies.registration_options(text.signed, account, present))


class AddPasskey:
    """Takes what the browser made of the challenge; that was given to a session that had just been proved."""

    def __init__(
        self,
        verify_token: VerifyToken,
        stores: FactorStores,
        challenges: ChallengeBook,
        ceremonies: PasskeyCeremonies,
        book: RecoveryCodeBook,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._stores = stores
        self._challenges = challenges
        self._ceremonies = ceremonies
        self._book = book
        self._identifiers = identifiers
        self._clock = clock

    def __call__(self, access_token: str, challenge: str, name: str, answer: str) -> AddedPasskey:
        """The passkey, which counts from now on.

        Raises:
            DisplayNameInvalid: nothing can be called so.
            ChallengeEnded: the challenge is none of this session's, was met, or has expired.
            PasskeyRefused, PasskeyTaken: the answer makes no passkey for this account.
            PasskeysExhausted: the account has got 20 since the challenge was given.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        user_id, called, text = verified.account.user_id, DisplayName(name), ChallengeText(challenge)
        given = self._challenges.find(text, Purpose.PASSKEY_REGISTRATION, session_id=verified.claims.session_id)
        self._challenges.count_try(given)
        credential = self._ceremonies.registered(text.signed, answer)
        self._challenges.spend(given)
        _with_room(self._stores, user_id)
        passkey = Passkey(
            passkey_id=PasskeyId(str(self._identifiers.session_id())),
            user_id=user_id,
            name=called,
            credential=credential,
            created_at=self._clock.now(),
        )
        self._stores.passkeys.add(passkey)
        self._require_valid(access_token, passkey)
        return AddedPasskey(passkey, self._book.first(user_id))

    def _require_valid(self, access_token: str, passkey: Passkey) -> None:
        # What ends sessions and removes factors may have looked for passkeys before this one was there.
        try:
            self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        except AuthError:
            self._stores.passkeys.remove(passkey.user_id, passkey.passkey_id)
            raise


class RenamePasskey:
    """Gives a passkey another name, which changes nothing about who gets in: no fresh proof is needed."""

    def __init__(self, verify_token: VerifyToken, stores: FactorStores) -> None:
        self._verify_token = verify_token
        self._stores = stores

    def __call__(self, access_token: str, passkey_id: str, name: str) -> UserId:
        """Whose passkey was renamed.

        Raises:
            DisplayNameInvalid: nothing can be called so.
            PasskeyUnknown: the account has no such passkey; somebody else's is no other case.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        user_id = self._verify_token(access_token, Scope.ACCOUNT_MANAGE).account.user_id
        if not self._stores.passkeys.rename(user_id, _passkey_id(passkey_id), DisplayName(name)):
            raise _unknown()
        return user_id


class RemovePasskey:
    """Lets go of a passkey."""

    def __init__(
        self, verify_token: VerifyToken, fresh_proof: RecentVerification, stores: FactorStores, book: RecoveryCodeBook
    ) -> None:
        self._verify_token = verify_token
        self._recent_verification = fresh_proof
        self._stores = stores
        self._book = book

    def __call__(self, access_token: str, passkey_id: str) -> UserId:
        """Whose passkey was removed.

        Raises:
            StepUpRequired: as `RecentVerification`.
            PasskeyUnknown: the account has no such passkey; somebody else's is no other case.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        user_id, removed = verified.account.user_id, _passkey_id(passkey_id)
        # Nobody is asked to prove anything for what is not theirs.
        if removed not in {passkey.passkey_id for passkey in self._stores.passkeys.of(user_id)}:
            raise _unknown()
        self._recent_verification.demand(verified)
        if not self._stores.passkeys.remove(user_id, removed):
            raise _unknown()
        self._book.drop_without_factor(user_id)
        return user_id


def _with_room(stores: FactorStores, user_id: UserId) -> Sequence[Passkey]:
    """The passkeys of the account, which may have one more; raises `PasskeysExhausted` when it may not."""
    present = stores.passkeys.of(user_id)
    if len(present) >= MAX_PASSKEYS:
        raise PasskeysExhausted(f"You have {MAX_PASSKEYS} passkeys; remove one first.", user_id=user_id)
    return present


def _passkey_id(text: str) -> PasskeyId:
    try:
        return PasskeyId(text)
    except ValueError as error:
        raise _unknown() from error


def _unknown() -> PasskeyUnknown:
    return PasskeyUnknown("You have no such passkey; it may have been removed already.")
