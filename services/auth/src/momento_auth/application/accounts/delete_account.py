"""Close an account, and what follows when its owner does not come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.accounts.errors import AccountNotClosed
from momento_auth.domain.sessions.session import EndReason
from momento_auth.domain.tokens.scope import Scope
from momento_auth.domain.tokens.token import AccessClaims

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.application.accounts.revoke_access import RevokeAccess
    from momento_auth.application.mfa.recent_verification import RecentVerification
    from momento_auth.application.mfa.step_up import StepUp
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.application.sessions.revoke import EndedSessions
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.accounts.deletion import AccountDeletionPolicy
    from momento_auth.domain.identifiers import UserId

LIBRARIES_AT_ONCE: Final = 20
PURGE_LIFETIME: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ClosedAccount:
    """What closing ended, and until when it can be undone."""

    ended: EndedSessions
    reopens_until: datetime


class CloseAccount:
    """Closes the account of anyone who knows its password; an access token alone may have been stolen."""

    def __init__(
        self,
        verify_token: VerifyToken,
        accounts: Accounts,
        revoke: RevokeAccess,
        step_up: StepUp,
        fresh_proof: RecentVerification,
        policy: AccountDeletionPolicy,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._accounts = accounts
        self._revoke = revoke
        self._step_up = step_up
        self._recent_verification = fresh_proof
        self._policy = policy
        self._clock = clock

    def __call__(self, access_token: str, password: str) -> ClosedAccount:
        """Ends every session and every key, and lets no new one begin.

        Raises:
            StepUpRequired: the account has a second factor, and the session was not proved with it lately.
            PasswordWrong: `password` is not the account's.
            TooManyAttempts: too many wrong ones came before.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        account, now = verified.account, self._clock.now()
        self._recent_verification.demand_of_two(verified)
        self._step_up(account, password)
        self._accounts.close(account.user_id, now)
        ended = self._revoke.all(account, EndReason.ACCOUNT_CLOSED)
        return ClosedAccount(ended, self._policy.reopens_until(now))


class ListClosedLibraries:
    """Gives leave to purge, and to do nothing else, for accounts whose owners have not thought again."""

    def __init__(
        self,
        accounts: Accounts,
        signer: TokenSigner,
        identifiers: Identifiers,
        policy: AccountDeletionPolicy,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._signer = signer
        self._identifiers = identifiers
        self._policy = policy
        self._clock = clock

    def __call__(self) -> Sequence[str]:
        """A token for each library that is due, a few at a time: those done are no longer among the next."""
        now = self._clock.now()
        due = self._accounts.closed_before(now - self._policy.grace, LIBRARIES_AT_ONCE)
        return [self._token(user_id, now) for user_id in due]

    def _token(self, user_id: UserId, now: datetime) -> str:
        # There is no session behind it; the id is one that nobody else has.
        session_id, scopes = self._identifiers.session_id(), frozenset({Scope.MEDIA_PURGE})
        return self._signer.sign_access_token(AccessClaims.lasting(user_id, session_id, scopes, now, PURGE_LIFETIME))


class EraseAccount:
    """Forgets who the owner of a closed account was, once the library is purged."""

    def __init__(
        self,
        accounts: Accounts,
        signer: TokenSigner,
        hasher: PasswordHasher,
        identifiers: Identifiers,
        policy: AccountDeletionPolicy,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._signer = signer
        self._hasher = hasher
        self._identifiers = identifiers
        self._policy = policy
        self._clock = clock

    def __call__(self, access_token: str) -> UserId:
        """Whose account was erased.

        Raises:
            AccountNotClosed: it is open, or can still be reopened.
            TokenInvalid, TokenExpired, ScopeMissing: it is no token of `ListClosedLibraries`.
        """
        claims, now = self._signer.read_access_token(access_token), self._clock.now()
        claims.require(Scope.MEDIA_PURGE)
        account = self._accounts.find(claims.user_id)
        closed_at = account.closed_at if account else None
        if closed_at is None or not self._policy.is_over(closed_at, now):
            raise AccountNotClosed("The account is not closed for good; nothing was erased.", user_id=claims.user_id)
        self._accounts.erase(claims.user_id, self._hasher.hash(self._identifiers.secret()), now)
        return claims.user_id
