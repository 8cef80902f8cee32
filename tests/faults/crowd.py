"""People who do one thing after another without a pause, while something is done to the services."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

import httpx

from tests.faults.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TIMEOUT_SECONDS = 120


class Crowd:
    """Lives while the block lasts; each person has a deed of their own."""

    def __init__(
        self, deeds: Sequence[Callable[[], str]], enough: int, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        """A deed answers what came of it, or raises; `enough` of them must have ended between two changes."""
        self._timeout = timeout_seconds
        self.done: list[str] = []
        self.failures: list[str] = []
        self._enough = enough
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._live, args=(deed,)) for deed in deeds]

    def go_on(self) -> None:
        """Returns when more deeds have ended, whatever has ended before."""
        enough = self._ended() + self._enough
        eventually(lambda: self._ended() >= enough, self._timeout)

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        self.go_on()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for each in self._threads:
            each.join(self._timeout)

    def _ended(self) -> int:
        return len(self.done) + len(self.failures)

    def _live(self, deed: Callable[[], str]) -> None:
        while not self._stopped.is_set():
            try:
                self.done.append(deed())
            except (AssertionError, KeyError, httpx.HTTPError) as problem:
                self.failures.append(repr(problem))
