"""Challenges in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.challenge import Challenge


class InMemoryChallenges:
    """A dictionary and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.kept: dict[bytes, Challenge] = {}

    def add(self, challenge: Challenge, now: datetime) -> None:
        with self._lock:
            self.kept = {digest: it for digest, it in self.kept.items() if it.expires_at > now}
            self.kept[challenge.digest] = challenge

    def find(self, digest: bytes) -> Challenge | None:
        return self.kept.get(digest)

    def count_try(self, digest: bytes) -> bool:
        with self._lock:
            challenge = self.kept.get(digest)
            if challenge is None or challenge.tries_left == 0:
                return False
            self.kept[digest] = replace(challenge, tries_left=challenge.tries_left - 1)
            return True

    def spend(self, digest: bytes) -> bool:
        with self._lock:
            return self.kept.pop(digest, None) is not None

    def meet(self, challenge: Challenge, now: datetime) -> bool:
        with self._lock:
            self.kept = {digest: it for digest, it in self.kept.items() if it.expires_at > now}
            if challenge.digest in self.kept:
                return False
            self.kept[challenge.digest] = challenge
            return True

    def drop_of(self, user_id: UserId) -> None:
        with self._lock:
            self.kept = {digest: it for digest, it in self.kept.items() if it.user_id != user_id}
