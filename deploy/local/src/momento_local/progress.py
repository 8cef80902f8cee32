"""Lines for a person who waits: what is being done, and for how long already."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable


class Progress:
    """Writes one line for each step, led by the seconds since the first."""

    def __init__(self, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Counts from now on."""
        self._out = out or sys.stdout
        self._clock = clock
        self._began = clock()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return self._clock() - self._began

    def __call__(self, sentence: str) -> None:
        """Says `sentence`."""
        self._out.write(f"[{self.seconds:5.1f} s] {sentence}\n")
        self._out.flush()


def silent(_sentence: str) -> None:
    """Says nothing; for tests."""
