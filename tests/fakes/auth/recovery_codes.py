"""Recovery codes in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.domain.identifiers import UserId


class InMemoryRecoveryCodes:
    """A set for each account, and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._digests: dict[UserId, set[bytes]] = {}

    def replace(self, user_id: UserId, digests: Sequence[bytes]) -> None:
        with self._lock:
            self._digests[user_id] = set(digests)

    def use(self, user_id: UserId, digest: bytes) -> bool:
        with self._lock:
            own = self._digests.get(user_id, set())
            if digest not in own:
                return False
            own.remove(digest)
            return True

    def left(self, user_id: UserId) -> int:
        return len(self._digests.get(user_id, ()))
