"""Invitations in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.registration import Invitation


class InMemoryInvitations:
    """Two dictionaries and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._good: dict[bytes, Invitation] = {}
        self._spent: dict[bytes, Invitation] = {}

    def add(self, invitation: Invitation) -> None:
        with self._lock:
            now = invitation.created_at
            self._good = {key: kept for key, kept in self._good.items() if kept.expires_at >= now}
            self._good[invitation.digest] = invitation

    def use(self, digest: bytes, now: datetime) -> bool:
        with self._lock:
            invitation = self._good.get(digest)
            if invitation is None or invitation.expires_at <= now:
                return False
            self._spent[digest] = self._good.pop(digest)
            return True

    def give_back(self, digest: bytes) -> None:
        with self._lock:
            if digest in self._spent:
                self._good[digest] = self._spent.pop(digest)
