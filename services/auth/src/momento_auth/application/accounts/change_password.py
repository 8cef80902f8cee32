"""Change the password of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.accounts.errors import PasswordWrong
from momento_auth.domain.sessions.session import EndReason
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from momento_auth.application.accounts.password_notice import PasswordNotice
    from momento_auth.application.accounts.revoke_access import RevokeAccess
    from momento_auth.application.mfa.recent_verification import RecentVerification
    from momento_auth.application.mfa.step_up import StepUp
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.sessions.revoke import EndedSessions
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.accounts.password import PasswordRules


class ChangePassword:
    """Takes a new password from anyone who knows the present one (ASVS V6.2.3), and ends all other sessions (V7.4.3).

    An access token alone is not enough, since it may have been stolen. API keys end too unless the owner keeps them.
    """

    def __init__(
        self,
        verify_token: VerifyToken,
        accounts: Accounts,
        revoke: RevokeAccess,
        hasher: PasswordHasher,
        rules: PasswordRules,
        step_up: StepUp,
        fresh_proof: RecentVerification,
        notice: PasswordNotice,
    ) -> None:
        self._verify_token = verify_token
        self._accounts = accounts
        self._revoke = revoke
        self._hasher = hasher
        self._rules = rules
        self._step_up = step_up
        self._recent_verification = fresh_proof
        self._notice = notice

    def __call__(
        self, access_token: str, password: str, new_password: str, *, keep_api_keys: bool = False
    ) -> EndedSessions:
        """The other sessions, which have ended, and the API keys unless they are to be kept.

        Raises:
            PasswordWrong: `password` is not the account's, or was changed by somebody else meanwhile.
            StepUpRequired: the account has a second factor, and the session was not proved lately.
            PasswordRefused: `new_password` breaks a rule.
            TooManyAttempts: too many wrong ones came before.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        account = verified.account
        self._recent_verification.demand_of_two(verified)
        self._step_up(account, password)
        self._rules.check(new_password, account.email)
        replacement = self._hasher.hash(new_password)
        if not self._accounts.replace_password_hash(account.user_id, account.password_hash, replacement):
            raise _wrong(account)
        session_id, reason = verified.claims.session_id, EndReason.PASSWORD_CHANGED
        ended = self._revoke.all_but(account, session_id, reason, keep_api_keys=keep_api_keys)
        self._notice(account, ended)
        return ended


def _wrong(account: Account) -> PasswordWrong:
    return PasswordWrong("The password was changed a moment ago; sign in with the new one.", user_id=account.user_id)
