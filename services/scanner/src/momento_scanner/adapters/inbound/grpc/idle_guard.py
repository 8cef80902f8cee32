"""Ends what has made no progress for too long."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


class IdleGuard:
    """Calls `stop`, once and from another thread, when `progress` was not called for `seconds`.

    Time between `pause` and `progress` does not count.
    """

    def __init__(self, seconds: float, stop: Callable[[], None]) -> None:
        self._seconds = seconds
        self._stop = stop
        self._last: float | None = time.monotonic()
        self._left = False
        self.expired = False
        """Whether it has called `stop`."""

    def progress(self) -> None:
        """Says that something happened."""
        self._last = time.monotonic()

    def pause(self) -> None:
        """Says that nothing is waited for."""
        self._last = None

    def __enter__(self) -> Self:
        self.progress()
        self._check_after(self._seconds)
        return self

    def __exit__(self, *_: object) -> None:
        self._left = True
        self._timer.cancel()

    def _check_after(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._check)
        self._timer.daemon = True
        self._timer.start()

    def _check(self) -> None:
        last = self._last
        remaining = self._seconds - (0.0 if last is None else time.monotonic() - last)
        if self._left:
            return
        if remaining > 0:
            self._check_after(remaining)
        else:
            self.expired = True
            self._stop()
