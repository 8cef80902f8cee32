"""Where it is kept who at the provider may open which account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.sso.provider import ProviderLink, Subject


class ProviderLinks(Protocol):
    """All links, at most one for a subject and one for an account.

    Every method raises `StoreUnavailable` when the store does not answer.
    """

    def find(self, subject: Subject) -> ProviderLink | None:
        """The link of a person at the provider, if there is one."""

    def of(self, user_id: UserId) -> ProviderLink | None:
        """The link of an account, if there is one."""

    def add(self, link: ProviderLink) -> None:
        """Keeps the link of an account that is kept already.

        Raises:
            ProviderIdentityTaken: the subject or the account has one already.
        """

    def add_account(self, account: Account, link: ProviderLink) -> None:
        """Keeps a new account and its link, both or neither.

        Raises:
            ProviderIdentityTaken: the subject has a link already.
            EmailTaken: another account has an equal address.
        """

    def remove(self, user_id: UserId) -> bool:
        """Forgets the link of an account; False when it had none."""
