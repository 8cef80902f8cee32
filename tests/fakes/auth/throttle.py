"""Counters in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from momento_auth.domain.throttling import Attempts, DelayPolicy


class InMemoryThrottle:
    """Two dictionaries and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempts: dict[str, Attempts] = {}
        self._known: dict[str, tuple[datetime, str]] = {}

    @property
    def counted(self) -> frozenset[str]:
        """The subjects that have attempts."""
        return frozenset(self._attempts)

    def admit(self, subject: str, policy: DelayPolicy, now: datetime) -> timedelta:
        with self._lock:
            attempts = self._attempts.get(subject)
            wait = policy.remaining_wait(attempts, now)
            if not wait:
                self._attempts[subject] = policy.counted(attempts, now)
            return wait

    def take_back(self, subject: str) -> None:
        with self._lock:
            attempts = self._attempts.get(subject)
            if attempts is not None and attempts.count > 0:
                self._attempts[subject] = replace(attempts, count=attempts.count - 1)

    def clear(self, *subjects: str) -> None:
        with self._lock:
            for subject in subjects:
                self._attempts.pop(subject, None)

    def remember(self, subject: str, until: datetime, account: str) -> None:
        with self._lock:
            self._known[subject] = (until, account)

    def forget(self, account: str) -> None:
        with self._lock:
            self._known = {subject: known for subject, known in self._known.items() if known[1] != account}

    def knows(self, subject: str, now: datetime) -> bool:
        return subject in self._known and self._known[subject][0] > now
