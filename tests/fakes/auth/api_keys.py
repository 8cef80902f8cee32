"""API keys in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from momento_auth.domain.api_keys.api_key import MAX_KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.api_keys.api_key import ApiKey
    from momento_auth.domain.identifiers import SessionId, UserId


class InMemoryApiKeys:
    """A dictionary and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[SessionId, ApiKey] = {}

    def add(self, key: ApiKey, most: int = MAX_KEYS) -> bool:
        with self._lock:
            if len(self.of(key.user_id)) >= most:
                return False
            self._keys[key.key_id] = key
            return True

    def find(self, key_id: SessionId) -> ApiKey | None:
        return self._keys.get(key_id)

    def of(self, user_id: UserId) -> Sequence[ApiKey]:
        own = [it for it in self._keys.values() if it.user_id == user_id and it.revoked_at is None]
        return sorted(own, key=lambda it: (it.created_at, it.key_id), reverse=True)

    def revoke(self, key_id: SessionId, now: datetime) -> bool:
        with self._lock:
            key = self._keys.get(key_id)
            if key is None or key.revoked_at is not None:
                return False
            self._keys[key_id] = replace(key, revoked_at=now)
            return True

    def revoke_all(self, user_id: UserId, now: datetime) -> Sequence[SessionId]:
        return [key.key_id for key in self.of(user_id) if self.revoke(key.key_id, now)]

    def used(self, key_id: SessionId, now: datetime) -> None:
        with self._lock:
            key = self._keys.get(key_id)
            if key is not None and (key.last_used_at is None or key.last_used_at < now):
                self._keys[key_id] = replace(key, last_used_at=now)

    def revoked_since(self, moment: datetime) -> Sequence[SessionId]:
        return [it.key_id for it in self._keys.values() if it.revoked_at is not None and it.revoked_at >= moment]
