"""Accounts in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from momento_auth.domain.errors import EmailTaken

if TYPE_CHECKING:
    from momento_auth.domain.account import Account, EmailAddress, UserId
    from momento_auth.domain.password import PasswordHash


class InMemoryAccounts:
    """Two dictionaries and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id: dict[UserId, Account] = {}
        self._ids: dict[EmailAddress, UserId] = {}

    def add(self, account: Account) -> None:
        with self._lock:
            if account.email in self._ids:
                raise EmailTaken("This address has an account already.")
            self._by_id[account.user_id] = account
            self._ids[account.email] = account.user_id

    def find(self, user_id: UserId) -> Account | None:
        return self._by_id.get(user_id)

    def find_by_email(self, email: EmailAddress) -> Account | None:
        user_id = self._ids.get(email)
        return self._by_id[user_id] if user_id else None

    def replace_password_hash(self, user_id: UserId, former: PasswordHash | None, replacement: PasswordHash) -> bool:
        with self._lock:
            account = self._by_id.get(user_id)
            if account is None or account.password_hash != former:
                return False
            self._by_id[user_id] = replace(account, password_hash=replacement)
            return True
