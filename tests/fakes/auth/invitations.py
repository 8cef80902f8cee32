"""Invitations in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.accounts.registration import Invitation
    from momento_auth.domain.identifiers import UserId


class InMemoryInvitations:
    """Two dictionaries and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._good: dict[bytes, Invitation] = {}
        self._spent: dict[bytes, Invitation] = {}

    def add(self, invitation: Invitation) -> None:
        with self._lock:
            now = invitation.created_at
            self._good = {
                key: kept
                for key, kept in self._good.items()
                if kept.expires_at >= now and not (kept.is_setup and invitation.is_setup)
            }
            self._good[invitation.digest] = invitation

    def find(self, digest: bytes, now: datetime) -> Invitation | None:
        invitation = self._good.get(digest)
        return invitation if invitation and invitation.expires_at > now else None

    def usable(self, now: datetime) -> Sequence[Invitation]:
        in_time = [it for it in self._good.values() if it.expires_at > now]
        return sorted(sorted(in_time, key=lambda it: it.digest), key=lambda it: it.created_at, reverse=True)

    def use(self, digest: bytes, now: datetime) -> bool:
        with self._lock:
            if self.find(digest, now) is None:
                return False
            self._spent[digest] = self._good.pop(digest)
            return True

    def give_back(self, digest: bytes) -> None:
        with self._lock:
            if digest in self._spent:
                self._good[digest] = self._spent.pop(digest)

    def revoke_of(self, user_id: UserId, now: datetime) -> None:
        with self._lock:
            self._good = {
                key: kept for key, kept in self._good.items() if kept.invited_by != user_id or kept.expires_at <= now
            }

    def revoke(self, digest: bytes, now: datetime) -> bool:
        with self._lock:
            if self.find(digest, now) is None:
                return False
            del self._good[digest]
            return True
