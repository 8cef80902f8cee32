"""A clock that a test sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)


class SettableClock:
    """Stands still until it is told to move."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, duration: timedelta | None = None, *, seconds: float = 0, days: float = 0) -> None:
        self._now += (duration or timedelta(0)) + timedelta(seconds=seconds, days=days)
