"""Start a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.application.session_tokens import SignedIn
from momento_auth.domain.account import EmailAddress
from momento_auth.domain.errors import AccountDisabled, CredentialsWrong, EmailInvalid
from momento_auth.domain.letter import place_letter
from momento_auth.domain.refresh_token import RefreshToken
from momento_auth.domain.session import Session

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.correspondence import Correspondence
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.session_tokens import TokenIssuer
    from momento_auth.application.sign_in_guard import SignInGuard
    from momento_auth.domain.account import Account
    from momento_auth.domain.client import Client
    from momento_auth.domain.session import SessionLimits


class SignIn:
    """Checks a password and starts a session with a new pair of tokens."""

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        hasher: PasswordHasher,
        guard: SignInGuard,
        issuer: TokenIssuer,
        limits: SessionLimits,
        correspondence: Correspondence,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._hasher = hasher
        self._guard = guard
        self._issuer = issuer
        self._limits = limits
        self._correspondence = correspondence
        self._identifiers = identifiers
        self._clock = clock
        self._decoy = hasher.hash(identifiers.secret())

    def __call__(self, email: str, password: str, client: Client) -> SignedIn:
        """The account with the first tokens of its new session.

        Raises:
            CredentialsWrong: address and password do not belong together.
            AccountDisabled: they do, and an administrator has shut the account.
            TooManyAttempts: too many wrong ones came before.
        """
        now = self._clock.now()
        self._guard.admit(email, client, now)
        account = self._authenticate(email, password)
        if account.is_disabled:
            # Only who knows the password is told.
            raise AccountDisabled("Your account is disabled; ask whoever runs this Momento.", user_id=account.user_id)
        is_new_place = self._guard.succeeded(email, client, now)
        self._refresh_hash(account, password)
        if is_new_place and account.last_sign_in_at is not None:
            self._correspondence.write(place_letter(account, client, now))
        return self._start_session(account, client, now)

    def _authenticate(self, email: str, password: str) -> Account:
        account = self._find(email)
        # An unknown address costs the same work as a wrong password: answer and duration tell nothing about accounts.
        matches = self._hasher.matches(password, account.password_hash if account else self._decoy)
        if account is None or not matches:
            user_id = account.user_id if account else None
            raise CredentialsWrong("Email address or password is wrong; check both and try again.", user_id=user_id)
        return account

    def _find(self, email: str) -> Account | None:
        try:
            return self._accounts.find_by_email(EmailAddress(email))
        except EmailInvalid:
            return None

    def _refresh_hash(self, account: Account, password: str) -> None:
        if self._hasher.is_outdated(account.password_hash):
            self._accounts.replace_password_hash(account.user_id, account.password_hash, self._hasher.hash(password))

    def _start_session(self, account: Account, client: Client, now: datetime) -> SignedIn:
        token = RefreshToken(self._identifiers.session_id(), self._identifiers.secret(), self._identifiers.secret())
        session = Session.start(token, account.user_id, client, now)
        self._sessions.forget(created_before=now - self._limits.absolute)
        self._sessions.add(session)
        self._accounts.signed_in(account.user_id, now)
        return SignedIn(account, session, self._issuer.issue(account, session, token, now))
