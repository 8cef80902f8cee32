"""What administrators do with the accounts of others: see them, change role, standing and room, give a new start.

Nothing here leads to anybody's media: those are the business of catalog, which knows no administrators.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_auth.domain.accounts.email_address import canonical_address
from momento_auth.domain.accounts.errors import AccountDisabled, AccountUnknown
from momento_auth.domain.accounts.password_reset import BY_HAND
from momento_auth.domain.audit.errors import PageSizeInvalid
from momento_auth.domain.email.message import access_reset_email
from momento_auth.domain.identifiers import UserId
from momento_auth.domain.sessions.session import EndReason
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.application.accounts.reset_password import ResetLinks
    from momento_auth.application.accounts.revoke_access import RevokeAccess
    from momento_auth.application.email.compose import EmailComposer
    from momento_auth.application.mfa.overview import RemoveAllFactors
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.sessions.revoke import EndedSessions
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.accounts.account_change import AccountChange

DEFAULT_PAGE_SIZE: Final = 25
MAX_PAGE_SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class AdministeredAccount:
    """An account after something was done to it.

    Attributes:
        administrator: who did it.
        ended: the sessions, and the API keys, that ended by it; None where none had to.
        end_reason: why they did.
    """

    account: Account
    administrator: UserId
    ended: EndedSessions | None = None
    end_reason: EndReason | None = None


@dataclass(frozen=True, slots=True)
class ResetAccount:
    """An account whose owner is to choose a new password.

    Attributes:
        link: for the administrator to pass on; empty where it was sent to the owner by mail.
    """

    administered: AdministeredAccount
    expires_at: datetime
    link: str = field(default="", repr=False)


class ListAccounts:
    """Lists accounts for administrators."""

    def __init__(self, verify_token: VerifyToken, accounts: Accounts) -> None:
        self._verify_token = verify_token
        self._accounts = accounts

    def __call__(self, access_token: str, address_part: str, after: str, page_size: int) -> Sequence[Account]:
        """At most `page_size` accounts, where 0 means 25, those made after the account called `after`, if not empty.

        Raises:
            PageSizeInvalid: less than 0 or more than 100.
            AccountUnknown: `after` is no id.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        self._verify_token(access_token, Scope.ACCOUNTS_ADMINISTER)
        if not 0 <= page_size <= MAX_PAGE_SIZE:
            raise PageSizeInvalid(f"A page has 1 to {MAX_PAGE_SIZE} accounts; ask for fewer.")
        part = canonical_address(address_part)
        return self._accounts.page(part, user_id_of(after) if after else None, page_size or DEFAULT_PAGE_SIZE)


class ChangeAccount:
    """Changes role, standing or room of an account.

    Who is disabled, or administers no more, is signed out everywhere; of who is disabled the API keys are revoked, too.
    """

    def __init__(self, verify_token: VerifyToken, accounts: Accounts, revoke: RevokeAccess, clock: Clock) -> None:
        self._verify_token = verify_token
        self._accounts = accounts
        self._revoke = revoke
        self._clock = clock

    def __call__(self, access_token: str, user_id: str, change: AccountChange) -> AdministeredAccount:
        """The account after the change.

        Raises:
            AccountUnknown: there is no such account.
            LastAdministrator: nobody would be left to administer accounts.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        administrator = self._verify_token(access_token, Scope.ACCOUNTS_ADMINISTER).account.user_id
        changed = self._accounts.change(user_id_of(user_id), change, self._clock.now())
        reason, account = changed.ends_sessions, changed.after
        if reason is None:
            return AdministeredAccount(account, administrator)
        keep_api_keys = reason is not EndReason.ACCOUNT_DISABLED
        ended = self._revoke.all(account, reason, keep_api_keys=keep_api_keys)
        return AdministeredAccount(account, administrator, ended, reason)


class ResetAccess:
    """Ends every session and API key of an account, removes its second factors, and gives its owner a reset link.

    The administrator chooses no password (ASVS V6.4.6), and sees the link only where no mail can be sent.
    """

    def __init__(
        self,
        verify_token: VerifyToken,
        accounts: Accounts,
        revoke: RevokeAccess,
        remove_all_factors: RemoveAllFactors,
        links: ResetLinks,
        email_composer: EmailComposer,
    ) -> None:
        self._verify_token = verify_token
        self._accounts = accounts
        self._revoke = revoke
        self._remove_all_factors = remove_all_factors
        self._links = links
        self._email_composer = email_composer

    def __call__(self, access_token: str, user_id: str) -> ResetAccount:
        """What came of it.

        Raises:
            AccountUnknown: there is no such account.
            AccountDisabled: it has to be enabled first.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        administrator = self._verify_token(access_token, Scope.ACCOUNTS_ADMINISTER).account.user_id
        account = self._accounts.find(user_id_of(user_id))
        if account is None:
            raise _unknown()
        if account.is_disabled:
            raise AccountDisabled("The account is disabled; enable it first.", user_id=account.user_id)
        ended = self._revoke.all(account, EndReason.PASSWORD_RESET)
        self._remove_all_factors(account.user_id)
        link, expires_at = self._links(account.user_id, BY_HAND)
        mailed = self._email_composer.write(access_reset_email(account, link, expires_at, ended.api_keys))
        administered = AdministeredAccount(account, administrator, ended, EndReason.PASSWORD_RESET)
        return ResetAccount(administered, expires_at, "" if mailed else link)


def user_id_of(text: str) -> UserId:
    """The id; raises `AccountUnknown` for a text that can be none."""
    try:
        return UserId(text)
    except ValueError as error:
        raise _unknown() from error


def _unknown() -> AccountUnknown:
    return AccountUnknown("There is no such account.")
