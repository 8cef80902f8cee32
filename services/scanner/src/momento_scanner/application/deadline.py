"""How long an inspection may still take: as long as its caller waits."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Deadline:
    """A moment after which nobody waits for the answer any more; it comes at once when the caller goes away."""

    def __init__(self, at: float) -> None:
        """`at` is on the clock of `time.monotonic`, in seconds."""
        self._at = at
        self._lock = threading.Lock()
        self._ended = False
        self._interrupts: list[Callable[[], None]] = []

    @classmethod
    def after(cls, seconds: float) -> Self:
        """The deadline of something that may take `seconds` from now."""
        return cls(time.monotonic() + seconds)

    def at_most(self, seconds: float) -> float:
        """`seconds`, or what is left until the deadline if that is less; never below zero."""
        return 0.0 if self._ended else max(0.0, min(seconds, self._at - time.monotonic()))

    @property
    def passed(self) -> bool:
        """Whether nobody waits any more."""
        return self.at_most(1.0) <= 0.0

    def end(self) -> None:
        """Says that nobody waits any more, and interrupts what is being waited for; safe from any thread."""
        with self._lock:
            self._ended = True
            interrupts, self._interrupts = self._interrupts, []
        for interrupt in interrupts:
            interrupt()

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Has `end` call `interrupt` while the context lasts, or at once when it has been called already."""
        with self._lock:
            ended = self._ended
            if not ended:
                self._interrupts.append(interrupt)
        if ended:
            interrupt()
        try:
            yield
        finally:
            with self._lock:
                if interrupt in self._interrupts:
                    self._interrupts.remove(interrupt)

    @contextmanager
    def nested(self) -> Iterator[Deadline]:
        """A deadline for a part of the work: it comes with this one, and at the latest when the context is left."""
        inner = Deadline(self._at)
        with self.interrupting(inner.end):
            try:
                yield inner
            finally:
                inner.end()
