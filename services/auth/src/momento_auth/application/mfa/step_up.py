"""Ask once more for the password, before a change that a stolen token must not make (ASVS V7.5.1)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.errors import PasswordWrong
from momento_auth.domain.sso.errors import PasswordMissing
from momento_auth.domain.throttling import ACCOUNT_POLICY, TooManyAttempts

if TYPE_CHECKING:
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.domain.accounts.account import Account


class StepUp:
    """Guesses count apart from those at sign-in: a thief of a token cannot keep the owner from signing in."""

    def __init__(self, hasher: PasswordHasher, throttle: Throttle, clock: Clock) -> None:
        self._hasher = hasher
        self._throttle = throttle
        self._clock = clock

    def __call__(self, account: Account, password: str) -> None:
        """Returns when `password` is the present one.

        Raises:
            PasswordWrong: it is not.
            PasswordMissing: the account has none.
            TooManyAttempts: too many wrong ones came before.
        """
        if account.password_hash is None:
            raise PasswordMissing(
                "Your account has no password, which is needed for this; you sign in by the provider.",
                user_id=account.user_id,
            )
        subject = hashlib.sha256(f"step-up\0{account.user_id}".encode()).hexdigest()
        wait = self._throttle.admit(subject, ACCOUNT_POLICY, self._clock.now())
        if wait:
            raise TooManyAttempts(wait)
        if not self._hasher.matches(password, account.password_hash):
            raise PasswordWrong("That is not your present password; check it and try again.", user_id=account.user_id)
        self._throttle.clear(subject)
