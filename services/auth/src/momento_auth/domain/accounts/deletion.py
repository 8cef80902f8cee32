"""How long the owner of a closed account may think again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccountDeletionPolicy:
    """For `grace` a closed account can be reopened; then its library is purged, and its owner forgotten."""

    grace: timedelta = timedelta(days=30)

    def __post_init__(self) -> None:
        """Refuses a time that is less than none."""
        if self.grace < timedelta(0):
            raise ValueError("The time for second thoughts cannot be negative.")

    def reopens_until(self, closed_at: datetime) -> datetime:
        """The last moment to think again."""
        return closed_at + self.grace

    def is_over(self, closed_at: datetime, now: datetime) -> bool:
        """Whether that moment has passed."""
        return now > self.reopens_until(closed_at)
