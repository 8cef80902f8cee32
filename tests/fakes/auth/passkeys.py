"""Passkeys in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from momento_auth.domain.mfa.errors import PasskeyTaken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.accounts.account import DisplayName
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.passkey import Passkey, PasskeyId


class InMemoryPasskeys:
    """A dictionary and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._passkeys: dict[PasskeyId, Passkey] = {}

    def add(self, passkey: Passkey) -> None:
        with self._lock:
            if self.find_by_credential(passkey.credential.credential_id) is not None:
                raise PasskeyTaken("This passkey is registered already; take another one.")
            self._passkeys[passkey.passkey_id] = passkey

    def of(self, user_id: UserId) -> Sequence[Passkey]:
        own = [it for it in self._passkeys.values() if it.user_id == user_id]
        return sorted(own, key=lambda it: (it.created_at, it.passkey_id), reverse=True)

    def find_by_credential(self, credential_id: bytes) -> Passkey | None:
        return next((it for it in self._passkeys.values() if it.credential.credential_id == credential_id), None)

    def used(self, passkey: Passkey, sign_count: int, now: datetime) -> bool:
        with self._lock:
            kept = self._passkeys.get(passkey.passkey_id)
            if kept is None or kept.credential.sign_count != passkey.credential.sign_count:
                return False
            counted = replace(kept.credential, sign_count=sign_count)
            self._passkeys[kept.passkey_id] = replace(kept, credential=counted, last_used_at=now)
            return True

    def rename(self, user_id: UserId, passkey_id: PasskeyId, name: DisplayName) -> bool:
        with self._lock:
            kept = self._passkeys.get(passkey_id)
            if kept is None or kept.user_id != user_id:
                return False
            self._passkeys[passkey_id] = replace(kept, name=name)
            return True

    def remove(self, user_id: UserId, passkey_id: PasskeyId) -> bool:
        with self._lock:
            kept = self._passkeys.get(passkey_id)
            if kept is None or kept.user_id != user_id:
                return False
            del self._passkeys[passkey_id]
            return True
