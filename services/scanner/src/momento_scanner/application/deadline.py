"""How long an inspection may still take: as long as its caller waits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment after which nobody waits for the answer any more.

    Attributes:
        at: on the clock of `time.monotonic`, in seconds.
    """

    at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """The deadline of something that may take `seconds` from now."""
        return cls(time.monotonic() + seconds)

    def at_most(self, seconds: float) -> float:
        """`seconds`, or what is left until the deadline if that is less; never below zero."""
        return max(0.0, min(seconds, self.at - time.monotonic()))
