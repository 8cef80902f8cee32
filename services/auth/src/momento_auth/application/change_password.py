"""Change the password of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.application.end_sessions import EndedSessions
from momento_auth.domain.errors import PasswordWrong
from momento_auth.domain.session import EndReason

if TYPE_CHECKING:
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.sign_in_guard import SignInGuard
    from momento_auth.application.verify_token import VerifyToken
    from momento_auth.domain.account import Account
    from momento_auth.domain.client import Client
    from momento_auth.domain.password import PasswordRules


class ChangePassword:
    """Takes a new password from whoever knows the present one (ASVS V6.2.3), and ends all other sessions (V7.4.3).

    An access token alone is not enough, since it may have been stolen. Wrong guesses count together with those at
    sign-in.
    """

    def __init__(
        self,
        verify_token: VerifyToken,
        accounts: Accounts,
        sessions: Sessions,
        hasher: PasswordHasher,
        rules: PasswordRules,
        guard: SignInGuard,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._accounts = accounts
        self._sessions = sessions
        self._hasher = hasher
        self._rules = rules
        self._guard = guard
        self._clock = clock

    def __call__(self, access_token: str, password: str, new_password: str, client: Client) -> EndedSessions:
        """The other sessions, which have ended.

        Raises:
            PasswordWrong: `password` is not the account's, or was changed by somebody else meanwhile.
            PasswordRefused: `new_password` breaks a rule.
            TooManyAttempts: too many wrong ones came before.
            TokenInvalid, TokenExpired, SessionEnded: as `VerifyToken`.
        """
        verified = self._verify_token(access_token)
        account = verified.account
        self._check(account, password, client)
        self._rules.check(new_password, account.email)
        replacement = self._hasher.hash(new_password)
        if not self._accounts.replace_password_hash(account.user_id, account.password_hash, replacement):
            raise _wrong(account)
        kept = verified.session.session_id
        ended = self._sessions.end_others(account.user_id, kept, self._clock.now(), EndReason.PASSWORD_CHANGED)
        return EndedSessions(account.user_id, ended)

    def _check(self, account: Account, password: str, client: Client) -> None:
        now, email = self._clock.now(), account.email.as_typed
        self._guard.admit(email, client, now)
        if not self._hasher.matches(password, account.password_hash):
            raise _wrong(account)
        self._guard.succeeded(email, client, now)


def _wrong(account: Account) -> PasswordWrong:
    return PasswordWrong("That is not your present password; check it and try again.", user_id=account.user_id)
