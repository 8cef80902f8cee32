"""Authenticator apps in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.totp import Totp


class InMemoryTotps:
    """A dictionary and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._totps: dict[UserId, Totp] = {}

    def begin(self, totp: Totp) -> bool:
        with self._lock:
            present = self._totps.get(totp.user_id)
            if present is not None and present.confirmed_at is not None:
                return False
            self._totps[totp.user_id] = totp
            return True

    def find(self, user_id: UserId) -> Totp | None:
        return self._totps.get(user_id)

    def confirm(self, user_id: UserId, step: int, now: datetime) -> bool:
        with self._lock:
            totp = self._totps.get(user_id)
            if totp is None or totp.confirmed_at is not None:
                return False
            self._totps[user_id] = replace(totp, confirmed_at=now, last_step=step)
            return True

    def use(self, user_id: UserId, step: int, now: datetime) -> bool:
        with self._lock:
            totp = self._totps.get(user_id)
            if totp is None or totp.confirmed_at is None or totp.last_step >= step:
                return False
            self._totps[user_id] = replace(totp, last_step=step, last_used_at=now)
            return True

    def remove(self, user_id: UserId) -> bool:
        with self._lock:
            removed = self._totps.pop(user_id, None)
            return removed is not None and removed.confirmed_at is not None
