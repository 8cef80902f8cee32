"""Sealed keys in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.ports.signing_keys import SealedKey


class InMemorySigningKeys:
    """A dictionary by generation and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[int, SealedKey] = {}

    def add(self, key: SealedKey) -> bool:
        with self._lock:
            return self._keys.setdefault(key.generation, key) is key

    def remove(self, key_id: str) -> bool:
        with self._lock:
            found = [generation for generation, key in self._keys.items() if key.key_id == key_id]
            for generation in found:
                del self._keys[generation]
            return bool(found)

    def newest_first(self) -> Sequence[SealedKey]:
        return [self._keys[generation] for generation in sorted(self._keys, reverse=True)]
