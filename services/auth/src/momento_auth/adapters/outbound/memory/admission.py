"""Counts of attempts that this process alone has seen."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from momento_auth.domain.throttling import Attempts, DelayPolicy

MAX_SUBJECTS: Final = 10_000
"""Some megabytes at most; beyond it the subject that was counted first is forgotten."""


class MemoryAdmission:
    """Implements `Admission` without a store, for what costs work and leaves nothing behind."""

    def __init__(self, max_subjects: int = MAX_SUBJECTS) -> None:
        self._max_subjects = max_subjects
        self._lock = threading.Lock()
        self._attempts: OrderedDict[str, Attempts] = OrderedDict()

    def admit(self, subject: str, policy: DelayPolicy, now: datetime) -> timedelta:
        """See the port."""
        with self._lock:
            attempts = self._attempts.get(subject)
            wait = policy.remaining_wait(attempts, now)
            if not wait:
                self._attempts[subject] = policy.counted(attempts, now)
            if len(self._attempts) > self._max_subjects:
                self._attempts.popitem(last=False)
            return wait
