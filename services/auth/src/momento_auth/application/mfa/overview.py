"""Report the second factors of an account, make its recovery codes anew, and remove everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.mfa.errors import SecondFactorMissing
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.mfa.recent_verification import RecentVerification
    from momento_auth.application.mfa.recovery_codes import RecoveryCodeBook
    from momento_auth.application.mfa.stores import FactorStores
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.passkey import Passkey
    from momento_auth.domain.mfa.totp import Totp


@dataclass(frozen=True, slots=True)
class ListedFactors:
    """What an account has; `totp` is one that was confirmed, or None."""

    totp: Totp | None
    passkeys: Sequence[Passkey]
    recovery_codes_left: int


@dataclass(frozen=True, slots=True)
class RenewedCodes:
    """Whose recovery codes were made anew, and the codes, which nobody can tell again."""

    user_id: UserId
    recovery_codes: Sequence[str] = field(repr=False)


class ListFactors:
    """Tells what there is, never a secret."""

    def __init__(self, verify_token: VerifyToken, stores: FactorStores) -> None:
        self._verify_token = verify_token
        self._stores = stores

    def __call__(self, access_token: str) -> ListedFactors:
        """The factors of the account; raises as `VerifyToken`."""
        user_id = self._verify_token(access_token, Scope.ACCOUNT_MANAGE).account.user_id
        totp = self._stores.totps.find(user_id)
        confirmed = totp if totp and totp.confirmed_at else None
        return ListedFactors(confirmed, self._stores.passkeys.of(user_id), self._stores.recovery_codes.left(user_id))


class RenewRecoveryCodes:
    """Makes ten new codes in place of the former ones."""

    def __init__(
        self, verify_token: VerifyToken, fresh_proof: RecentVerification, stores: FactorStores, book: RecoveryCodeBook
    ) -> None:
        self._verify_token = verify_token
        self._recent_verification = fresh_proof
        self._stores = stores
        self._book = book

    def __call__(self, access_token: str) -> RenewedCodes:
        """The codes.

        Raises:
            StepUpRequired: as `RecentVerification`.
            SecondFactorMissing: there is no factor that they could stand in for.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        self._recent_verification.demand(verified)
        user_id = verified.account.user_id
        if not self._stores.has_factor(user_id):
            raise SecondFactorMissing("Add an authenticator app or a passkey first.", user_id=user_id)
        return RenewedCodes(user_id, self._book.renew(user_id))


class RemoveAllFactors:
    """For somebody who has lost everything, at an administrator's word: the password alone is enough from now on."""

    def __init__(self, stores: FactorStores) -> None:
        self._stores = stores

    def __call__(self, user_id: UserId) -> bool:
        """Removes app, passkeys and recovery codes, and whatever waits for an answer; whether there was a factor."""
        had_factor = self._stores.has_factor(user_id)
        self._stores.totps.remove(user_id)
        for passkey in self._stores.passkeys.of(user_id):
            self._stores.passkeys.remove(user_id, passkey.passkey_id)
        self._stores.recovery_codes.replace(user_id, [])
        self._stores.challenges.drop_of(user_id)
        return had_factor
