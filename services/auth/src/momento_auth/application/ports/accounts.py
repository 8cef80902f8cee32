"""Where accounts are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_auth.domain.account import Account, EmailAddress, UserId
    from momento_auth.domain.password import PasswordHash


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

    def replace_password_hash(self, user_id: UserId, former: PasswordHash | None, replacement: PasswordHash) -> bool:
        """Keeps `replacement`; returns False, and changes nothing, when the hash is no longer `former`."""
