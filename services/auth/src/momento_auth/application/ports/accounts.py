"""Where accounts are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.accounts.account_change import AccountChange, ChangedAccount
    from momento_auth.domain.accounts.email_address import EmailAddress
    from momento_auth.domain.accounts.password import PasswordHash
    from momento_auth.domain.identifiers import UserId


class Accounts(Protocol):
    """All accounts; every method raises `StoreUnavailable` when the store does not answer."""

    def add(self, account: Account) -> None:
        """Keeps a new account.

        Raises:
            EmailTaken: another account has an equal address; of several that come at once exactly one is kept.
        """

    def find(self, user_id: UserId) -> Account | None:
        """The account of `user_id`, if there is one."""

    def find_by_email(self, email: EmailAddress) -> Account | None:
        """The account with an equal address, if there is one."""

    def change(self, user_id: UserId, change: AccountChange, now: datetime) -> ChangedAccount:
        """Changes an account in one step that no other change comes between.

        Raises:
            AccountUnknown: there is no such account.
            LastAdministrator: nobody would be left to administer accounts; of several changes that would together
                leave nobody, one is refused.
        """

    def page(self, address_part: str, after: UserId | None, limit: int) -> Sequence[Account]:
        """At most `limit` accounts in the order of their ids, which is that of their making, those after `after`.

        Only those whose folded address holds `address_part`, which is folded already; an empty one holds everywhere.
        """

    def have_administrator(self) -> bool:
        """Whether somebody administers accounts at present."""

    def signed_in(self, user_id: UserId, now: datetime) -> None:
        """Notes the last sign-in."""

    def replace_password_hash(self, user_id: UserId, former: PasswordHash | None, replacement: PasswordHash) -> bool:
        """Keeps `replacement`; returns False, and changes nothing, when the hash is no longer `former`."""

    def close(self, user_id: UserId, now: datetime) -> bool:
        """Notes that the account is closed; returns False, and changes nothing, when it was or there is none."""

    def reopen(self, user_id: UserId, closed_at: datetime) -> bool:
        """Opens an account that was closed at that moment; returns False, and changes nothing, when it was not."""

    def closed_before(self, moment: datetime, limit: int) -> Sequence[UserId]:
        """At most `limit` accounts that were closed before that moment and not erased, those closed first first."""

    def erase(self, user_id: UserId, password_hash: PasswordHash, now: datetime) -> None:
        """Takes out of every table what names the owner of a closed account; the hash is of nobody's password.

        Address, name and password; networks and programs of sessions and events; names of keys. The account's id and
        what happened stay; the address is free for another account. Erasing it again changes nothing.
        """
