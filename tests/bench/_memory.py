"""Resident memory of the services while something happens."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from momento_local.stack import Stack

SERVICES = ("auth", "scanner", "catalog", "ingest")
LOOK_SECONDS = 0.2


class MemoryWatch:
    """The highest resident memory of each service in bytes, children included, while it lasts."""

    def __init__(self, stack: Stack, services: tuple[str, ...] = SERVICES) -> None:
        self._stack = stack
        self._services = services
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._before = self._now()
        self._highest = dict(self._before)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def raised(self) -> dict[str, int]:
        """By how many bytes each service rose above what it had before."""
        return {name: size - self._before[name] for name, size in self._highest.items()}

    @property
    def highest(self) -> dict[str, int]:
        """The most that each service had."""
        return dict(self._highest)

    def _now(self) -> dict[str, int]:
        return {name: self._stack[name].resident_bytes() for name in self._services}

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self._highest = {name: max(size, self._highest[name]) for name, size in self._now().items()}
