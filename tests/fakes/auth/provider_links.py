"""Links in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from momento_auth.domain.sso.errors import ProviderIdentityTaken

if TYPE_CHECKING:
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.sso.provider import ProviderLink, Subject


class InMemoryProviderLinks:
    """A list and a lock, beside the accounts that it makes new ones in."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._lock = threading.Lock()
        self._links: list[ProviderLink] = []

    def find(self, subject: Subject) -> ProviderLink | None:
        return next((link for link in self._links if link.subject == subject), None)

    def of(self, user_id: UserId) -> ProviderLink | None:
        return next((link for link in self._links if link.user_id == user_id), None)

    def add(self, link: ProviderLink) -> None:
        with self._lock:
            self._require_free(link)
            self._links.append(link)

    def add_account(self, account: Account, link: ProviderLink) -> None:
        with self._lock:
            self._require_free(link)
            self._accounts.add(account)
            self._links.append(link)

    def remove(self, user_id: UserId) -> bool:
        with self._lock:
            former = len(self._links)
            self._links = [link for link in self._links if link.user_id != user_id]
            return len(self._links) < former

    def _require_free(self, link: ProviderLink) -> None:
        if self.find(link.subject) or self.of(link.user_id):
            raise ProviderIdentityTaken("You are connected to another account already.")
