"""Accounts in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.account import DisplayName
from momento_auth.domain.accounts.account_change import ChangedAccount
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import AccountUnknown, EmailTaken, LastAdministrator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.accounts.account_change import AccountChange
    from momento_auth.domain.accounts.password import PasswordHash
    from momento_auth.domain.identifiers import UserId


class InMemoryAccounts:
    """Two dictionaries and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id: dict[UserId, Account] = {}
        self._ids: dict[EmailAddress, UserId] = {}
        self._erased: dict[UserId, datetime] = {}

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

    def change(self, user_id: UserId, change: AccountChange, now: datetime) -> ChangedAccount:
        with self._lock:
            before = self._by_id.get(user_id)
            if before is None:
                raise AccountUnknown("There is no such account.")
            after = change.applied(before, now)
            others = [it for it in self._by_id.values() if it.administers and it.user_id != user_id]
            if before.administers and not after.administers and not others:
                raise LastAdministrator("This is the only administrator; make somebody else one first.")
            self._by_id[user_id] = after
        return ChangedAccount(before, after)

    def page(self, address_part: str, after: UserId | None, limit: int) -> Sequence[Account]:
        ordered = sorted(self._by_id.values(), key=lambda it: it.user_id.value)
        found = [it for it in ordered if address_part in it.email.folded]
        return [it for it in found if after is None or it.user_id.value > after.value][:limit]

    def have_administrator(self) -> bool:
        return any(it.administers for it in self._by_id.values())

    def signed_in(self, user_id: UserId, now: datetime) -> None:
        with self._lock:
            self._by_id[user_id] = replace(self._by_id[user_id], last_sign_in_at=now)

    def replace_password_hash(self, user_id: UserId, former: PasswordHash | None, replacement: PasswordHash) -> bool:
        with self._lock:
            account = self._by_id.get(user_id)
            if account is None or account.password_hash != former:
                return False
            self._by_id[user_id] = replace(account, password_hash=replacement)
            return True

    def close(self, user_id: UserId, now: datetime) -> bool:
        with self._lock:
            account = self._by_id.get(user_id)
            if account is None or account.closed_at is not None:
                return False
            self._by_id[user_id] = replace(account, closed_at=now)
            return True

    def reopen(self, user_id: UserId, closed_at: datetime) -> bool:
        with self._lock:
            account = self._by_id.get(user_id)
            if account is None or account.closed_at != closed_at or user_id in self._erased:
                return False
            self._by_id[user_id] = replace(account, closed_at=None)
            return True

    def closed_before(self, moment: datetime, limit: int) -> Sequence[UserId]:
        due = [
            (account.closed_at, account.user_id)
            for account in self._by_id.values()
            if account.closed_at is not None and account.closed_at < moment and account.user_id not in self._erased
        ]
        return [user_id for _, user_id in sorted(due, key=lambda it: it[0])][:limit]

    def erase(self, user_id: UserId, password_hash: PasswordHash, now: datetime) -> None:
        with self._lock:
            account = self._by_id.get(user_id)
            if account is None or account.closed_at is None or user_id in self._erased:
                return
            self._erased[user_id] = now
            del self._ids[account.email]
            nobody = EmailAddress(f"{user_id}@erased.invalid")
            self._ids[nobody] = user_id
            self._by_id[user_id] = replace(
                account, email=nobody, display_name=DisplayName("erased"), password_hash=password_hash
            )
