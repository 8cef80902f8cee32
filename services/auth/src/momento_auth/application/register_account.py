"""Make an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.account import Account, DisplayName, EmailAddress
from momento_auth.domain.errors import RegistrationClosed

if TYPE_CHECKING:
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.domain.password import PasswordRules


class RegisterAccount:
    """Makes an account for whoever asks, while the operator allows it."""

    def __init__(
        self,
        accounts: Accounts,
        hasher: PasswordHasher,
        rules: PasswordRules,
        identifiers: Identifiers,
        clock: Clock,
        *,
        is_open: bool,
    ) -> None:
        self._accounts = accounts
        self._hasher = hasher
        self._rules = rules
        self._identifiers = identifiers
        self._clock = clock
        self._is_open = is_open

    def __call__(self, email: str, password: str, display_name: str) -> Account:
        """The new account.

        Raises:
            RegistrationClosed: the operator takes no new accounts.
            EmailInvalid, DisplayNameInvalid, PasswordRefused: a value breaks its rules.
            EmailTaken: somebody has the address already.
        """
        if not self._is_open:
            raise RegistrationClosed("New accounts are not taken here; ask whoever runs this Momento.")
        address = EmailAddress(email)
        name = DisplayName(display_name)
        self._rules.check(password, address)
        account = Account(
            user_id=self._identifiers.user_id(),
            email=address,
            display_name=name,
            password_hash=self._hasher.hash(password),
            created_at=self._clock.now(),
        )
        self._accounts.add(account)
        return account
