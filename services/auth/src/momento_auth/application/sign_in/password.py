"""Start a session."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import CredentialsWrong, EmailInvalid
from momento_auth.domain.mfa.challenge import Purpose
from momento_auth.domain.mfa.errors import SecondFactorRequired

if TYPE_CHECKING:
    from momento_auth.application.mfa.second_factors import SecondFactors
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.sessions.issue_tokens import SignedIn
    from momento_auth.application.sessions.start import SessionStarter
    from momento_auth.application.sign_in.throttle_guard import SignInGuard
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.sessions.client import Client


class SignIn:
    """Checks a password and starts a session with a new pair of tokens."""

    def __init__(
        self,
        accounts: Accounts,
        hasher: PasswordHasher,
        guard: SignInGuard,
        factors: SecondFactors,
        start_session: SessionStarter,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._hasher = hasher
        self._guard = guard
        self._factors = factors
        self._start_session = start_session
        self._clock = clock
        self._decoy = hasher.hash(identifiers.secret())

    def __call__(self, email: str, password: str, client: Client, *, reopen: bool = False) -> SignedIn:
        """The account with the first tokens of its new session; with `reopen` also one that its owner has closed.

        Raises:
            CredentialsWrong: address and password do not belong together.
            AccountClosed: it is closed, and is not to be reopened or no longer can be.
            SecondFactorRequired: they do, and the account has a second factor; `FinishSignIn` goes on.
            AccountDisabled: they do, and an administrator has shut the account.
            TooManyAttempts: too many wrong ones came before.
        """
        now = self._clock.now()
        self._guard.admit(email, client, now)
        account = self._refreshed(self._authenticate(email, password), password)
        self._start_session.check(account, now, reopen=reopen)
        methods = self._factors.methods_of(account.user_id)
        if methods:
            purpose = Purpose.REOPENING if reopen else Purpose.SIGN_IN
            asked = self._factors.ask(purpose, account.user_id, methods)
            raise SecondFactorRequired(asked, account.user_id)
        is_new_place = self._guard.succeeded(email, client, now)
        return self._start_session(account, client, now, is_new_place=is_new_place, reopen=reopen)

    def _authenticate(self, email: str, password: str) -> Account:
        account = self._find(email)
        # An unknown address costs the same work as a wrong password: answer and duration tell nothing about accounts.
        # So does an account without a password, which its owner opens by the provider; a decoy matches nothing.
        known = account.password_hash if account else None
        matches = self._hasher.matches(password, known or self._decoy)
        if account is None or known is None or not matches:
            user_id = account.user_id if account else None
            raise CredentialsWrong("Email address or password is wrong; check both and try again.", user_id=user_id)
        return account

    def _find(self, email: str) -> Account | None:
        try:
            return self._accounts.find_by_email(EmailAddress(email))
        except EmailInvalid:
            return None

    def _refreshed(self, account: Account, password: str) -> Account:
        """The account with a hash of the present parameters."""
        former = account.password_hash
        if former is None or not self._hasher.is_outdated(former):
            return account
        replacement = self._hasher.hash(password)
        if self._accounts.replace_password_hash(account.user_id, former, replacement):
            return replace(account, password_hash=replacement)
        # Another sign-in has replaced it at the same moment, or the password is another one by now.
        return self._authenticate(account.email.as_typed, password)
