"""A valve: where things pass in two directions, and some stop when a test says so."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import Enum
from typing import Final

TIMEOUT_SECONDS: Final = 120


class Flow(Enum):
    """Which way something goes."""

    REQUEST = "from the client"
    ANSWER = "to the client"


@dataclass(eq=False)
class _Waiting:
    """Something that stands before a closed valve; `passes` is decided when the valve opens."""

    about: str
    passes: bool | None = None


class Valve:
    """Where everything passes, and some things stop for a while. Methods may be called from any thread."""

    def __init__(self) -> None:
        """Open."""
        self._changed = threading.Condition()
        self._stopped: tuple[Flow, str] | None = None
        self._waiting: list[_Waiting] = []

    def hold(self, flow: Flow, about: str = "") -> None:
        """From now on whatever goes `flow` stops here, if `about` occurs in what the gate knows of it.

        This takes the place of an earlier hold: what that one has stopped goes on.
        """
        self._let_go(passes=True, then=(flow, about))

    @property
    def held(self) -> list[str]:
        """What stands here now."""
        with self._changed:
            return [waiting.about for waiting in self._waiting]

    def wait_until_held(self, count: int = 1) -> list[str]:
        """Returns when so many things stand here: what the gate knows of them."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self._waiting) >= count, TIMEOUT_SECONDS)
            assert came, f"{len(self._waiting)} of {count} came to the gate"
        return self.held

    def release(self) -> None:
        """Opens, and lets on what stands here."""
        self._let_go(passes=True, then=None)

    def lose(self) -> None:
        """Opens, but what stands here now is lost, with its connection."""
        self._let_go(passes=False, then=None)

    def _let_go(self, *, passes: bool, then: tuple[Flow, str] | None) -> None:
        with self._changed:
            self._stopped = then
            for waiting in self._waiting:
                waiting.passes = passes
            self._waiting.clear()
            self._changed.notify_all()

    def passes(self, flow: Flow, about: str) -> bool:
        """For gates: returns True as soon as this may go on, or False when it is to be lost."""
        with self._changed:
            if self._stopped is None or flow is not self._stopped[0] or self._stopped[1] not in about:
                return True
            waiting = _Waiting(about)
            self._waiting.append(waiting)
            self._changed.notify_all()
            self._changed.wait_for(lambda: waiting.passes is not None)
            return bool(waiting.passes)
