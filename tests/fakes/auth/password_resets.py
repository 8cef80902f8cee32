"""Links for new passwords in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.accounts.password_reset import PasswordReset
    from momento_auth.domain.identifiers import UserId


class InMemoryPasswordResets:
    """A dictionary and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._good: dict[bytes, PasswordReset] = {}

    def add(self, reset: PasswordReset) -> None:
        with self._lock:
            others = {key: kept for key, kept in self._good.items() if kept.user_id != reset.user_id}
            self._good = {**others, reset.digest: reset}

    def find(self, digest: bytes, now: datetime) -> UserId | None:
        reset = self._good.get(digest)
        return reset.user_id if reset and reset.expires_at > now else None

    def use(self, digest: bytes, now: datetime) -> bool:
        with self._lock:
            if self.find(digest, now) is None:
                return False
            del self._good[digest]
            return True

    def drop(self, user_id: UserId) -> None:
        with self._lock:
            self._good = {key: kept for key, kept in self._good.items() if kept.user_id != user_id}
