"""Who counts attempts to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from momento_auth.domain.throttling import DelayPolicy


class Admission(Protocol):
    """Counts by subject, any short text."""

    def admit(self, subject: str, policy: DelayPolicy, now: datetime) -> timedelta:
        """Counts an attempt and returns zero, or returns how long the subject has to wait and counts nothing.

        The attempt is counted before its outcome is known, in one atomic step: guesses made at the same time cannot
        slip through together.
        """


class Throttle(Admission, Protocol):
    """Counts together with all other processes.

    Every method raises `StoreUnavailable` when the store does not answer.
    """

    def take_back(self, subject: str) -> None:
        """Counts one attempt less, since it was none."""

    def clear(self, *subjects: str) -> None:
        """Forgets the attempts of the subjects."""

    def remember(self, subject: str, until: datetime, account: str) -> None:
        """Marks the subject as known until that moment, or until what `account` names is forgotten."""

    def forget(self, account: str) -> None:
        """Takes the mark off every subject that was remembered for `account`."""

    def knows(self, subject: str, now: datetime) -> bool:
        """Whether the subject is marked as known."""
