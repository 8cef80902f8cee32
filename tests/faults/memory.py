"""How much memory services take while something happens."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from momento_local.stack import Stack

LOOK_SECONDS = 0.1


class Watch:
    """The highest resident memory of each service, children included, while it lasts."""

    def __init__(self, stack: Stack, services: tuple[str, ...]) -> None:
        self._stack = stack
        self._services = services
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.before = self._now()
        self.highest = dict(self.before)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def raised(self) -> dict[str, int]:
        """By how many bytes each service has grown at most."""
        return {name: self.highest[name] - self.before[name] for name in self._services}

    def _now(self) -> dict[str, int]:
        return {name: self._stack[name].resident_bytes() for name in self._services}

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self.highest = {name: max(size, self.highest[name]) for name, size in self._now().items()}
