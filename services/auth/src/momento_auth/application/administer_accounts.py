"""What administrators do with the accounts of others: see them, change role, standing and room, give a new start.

Nothing here leads to anybody's media: those are the business of catalog, which knows no administrators.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_auth.domain.account import UserId, canonical_address
from momento_auth.domain.errors import AccountDisabled, AccountUnknown, PageSizeInvalid
from momento_auth.domain.letter import reset_letter
from momento_auth.domain.password_reset import BY_HAND
from momento_auth.domain.scope import Scope
from momento_auth.domain.session import EndReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.application.correspondence import Correspondence
    from momento_auth.application.factors import RemoveAllFactors
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.password_resets import PasswordResets
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.reset_password import ResetLinks
    from momento_auth.application.verify_token import VerifyToken
    from momento_auth.domain.account import Account
    from momento_auth.domain.account_change import AccountChange
    from momento_auth.domain.session import SessionId

DEFAULT_PAGE_SIZE: Final = 25
LARGEST_PAGE_SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class AdministeredAccount:
    """An account after something was done to it.

    Attributes:
        administrator: who did it.
        ended: the sessions, and the API keys, that ended by it.
        end_reason: why they did.
    """

    account: Account
    administrator: UserId
    ended: Sequence[SessionId] = ()
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
        if not 0 <= page_size <= LARGEST_PAGE_SIZE:
            raise PageSizeInvalid(f"A page has 1 to {LARGEST_PAGE_SIZE} accounts; ask for fewer.")
        part = canonical_address(address_part)
        return self._accounts.page(part, user_id_of(after) if after else None, page_size or DEFAULT_PAGE_SIZE)


class ChangeAccount:
    """Changes role, standing or room of an account.

    Who is disabled, or administers no more, is signed out everywhere; of who is disabled the API keys are revoked, too.
    """

    def __init__(
        self,
        verify_token: VerifyToken,
        accounts: Accounts,
        sessions: Sessions,
        api_keys: ApiKeys,
        resets: PasswordResets,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._accounts = accounts
        self._sessions = sessions
        self._api_keys = api_keys
        self._resets = resets
        self._clock = clock

    def __call__(self, access_token: str, user_id: str, change: AccountChange) -> AdministeredAccount:
        """The account after the change.

        Raises:
            AccountUnknown: there is no such account.
            LastAdministrator: nobody would be left to administer accounts.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        administrator = self._verify_token(access_token, Scope.ACCOUNTS_ADMINISTER).account.user_id
        now = self._clock.now()
        changed = self._accounts.change(user_id_of(user_id), change, now)
        reason, account = changed.ends_sessions, changed.after
        ended = list(self._sessions.end_all(account.user_id, now, reason)) if reason else []
        if reason is EndReason.ACCOUNT_DISABLED:
            ended += self._api_keys.revoke_all(account.user_id, now)
            self._resets.drop(account.user_id)
        return AdministeredAccount(account, administrator, ended, reason)


class GiveNewStart:
    """Signs an account out everywhere, removes its second factors, and gives its owner a link for a new password.

    The administrator chooses no password (ASVS V6.4.6), and sees the link only where no mail can be sent.
    """

    def __init__(
        self,
        verify_token: VerifyToken,
        accounts: Accounts,
        sessions: Sessions,
        remove_all_factors: RemoveAllFactors,
        links: ResetLinks,
        correspondence: Correspondence,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._accounts = accounts
        self._sessions = sessions
        self._remove_all_factors = remove_all_factors
        self._links = links
        self._correspondence = correspondence
        self._clock = clock

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
        link, expires_at = self._links(account.user_id, BY_HAND)
        ended = self._sessions.end_all(account.user_id, self._clock.now(), EndReason.PASSWORD_RESET)
        self._remove_all_factors(account.user_id)
        mailed = self._correspondence.write(reset_letter(account, link, expires_at))
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
