"""Set up an authenticator app, and remove it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.mfa.errors import ProofWrong, TotpPresent, TotpUnknown
from momento_auth.domain.mfa.totp import Totp, normal_code, sealed_name
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.mfa.recent_verification import RecentVerification
    from momento_auth.application.mfa.recovery_codes import RecoveryCodeBook
    from momento_auth.application.mfa.stores import FactorStores
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.one_time_codes import OneTimeCodes
    from momento_auth.application.ports.sealing import Sealing
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.identifiers import UserId


@dataclass(frozen=True, slots=True)
class StartedTotp:
    """What goes into the app: a text to type, or an `otpauth:` address to show as a QR code."""

    user_id: UserId
    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AddedFactor:
    """Whose factor counts from now on, and the recovery codes of an account that had none."""

    user_id: UserId
    recovery_codes: Sequence[str] = field(repr=False)


class StartTotp:
    """Makes a secret; it protects nothing until a first code has come."""

    def __init__(
        self,
        verify_token: VerifyToken,
        fresh_proof: RecentVerification,
        stores: FactorStores,
        codes: OneTimeCodes,
        sealing: Sealing,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._recent_verification = fresh_proof
        self._stores = stores
        self._codes = codes
        self._sealing = sealing
        self._clock = clock

    def __call__(self, access_token: str) -> StartedTotp:
        """What goes into the app, shown this once.

        Raises:
            StepUpRequired: as `RecentVerification`.
            TotpPresent: there is an app already.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        self._recent_verification.demand(verified)
        account, secret = verified.account, self._codes.new_secret()
        sealed = self._sealing.close(secret, sealed_name(account.user_id))
        totp = Totp(user_id=account.user_id, sealed_secret=sealed, created_at=self._clock.now())
        if not self._stores.totps.begin(totp):
            raise TotpPresent("You have an authenticator app already; remove it first.", user_id=account.user_id)
        address = self._codes.address(secret, account.email.as_typed)
        return StartedTotp(account.user_id, self._codes.text(secret), address)


class ConfirmTotp:
    """Takes the first code, which shows that the app has the secret."""

    def __init__(
        self,
        verify_token: VerifyToken,
        stores: FactorStores,
        book: RecoveryCodeBook,
        codes: OneTimeCodes,
        sealing: Sealing,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._stores = stores
        self._book = book
        self._codes = codes
        self._sealing = sealing
        self._clock = clock

    def __call__(self, access_token: str, code: str) -> AddedFactor:
        """From now on the app counts.

        Raises:
            TotpUnknown: none waits to be confirmed; begin anew.
            ProofWrong: the code is not that of the app.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        user_id = self._verify_token(access_token, Scope.ACCOUNT_MANAGE).account.user_id
        totp, now = self._stores.totps.find(user_id), self._clock.now()
        if totp is None or not totp.awaits_confirmation(now):
            raise _unknown(user_id)
        secret, typed = self._sealing.open(totp.sealed_secret, sealed_name(user_id)), normal_code(code)
        step = self._codes.step(secret, typed, now) if typed else None
        if step is None:
            raise ProofWrong("That is not the code of the app; type the six digits it shows now.", user_id=user_id)
        if not self._stores.totps.confirm(user_id, step, now):
            raise _unknown(user_id)
        return AddedFactor(user_id, self._book.first(user_id))


class RemoveTotp:
    """Lets go of the app."""

    def __init__(
        self, verify_token: VerifyToken, fresh_proof: RecentVerification, stores: FactorStores, book: RecoveryCodeBook
    ) -> None:
        self._verify_token = verify_token
        self._recent_verification = fresh_proof
        self._stores = stores
        self._book = book

    def __call__(self, access_token: str) -> UserId:
        """Whose app was removed.

        Raises:
            StepUpRequired: as `RecentVerification`.
            TotpUnknown: there is none.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        self._recent_verification.demand(verified)
        user_id = verified.account.user_id
        if not self._stores.totps.remove(user_id):
            raise TotpUnknown("You have no authenticator app here.", user_id=user_id)
        self._book.drop_without_factor(user_id)
        return user_id


def _unknown(user_id: UserId) -> TotpUnknown:
    return TotpUnknown("No authenticator app waits to be confirmed; begin anew.", user_id=user_id)
