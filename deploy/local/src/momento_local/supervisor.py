"""Starts parts again that end without having been asked to."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

from momento_local.errors import LaunchError
from momento_local.logs import rotate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from momento_local.home import Home

FIRST_PAUSE: Final = 0.5
MAX_PAUSE: Final = 30.0
STEADY_SECONDS: Final = 60.0
"""A part that has run this long before it crashes starts with the first pause again."""
ROTATE_SECONDS: Final = 10.0


class Supervised(Protocol):
    """What a supervisor needs of a process."""

    @property
    def name(self) -> str:
        """The part's name."""

    @property
    def crashed(self) -> bool:
        """Whether it ended although nobody asked it to."""

    @property
    def exit_code(self) -> int | None:
        """How it ended."""

    def on_end(self, callback: Callable[[], None]) -> None:
        """Has `callback` called, in another thread, each time it has ended."""

    def start(self) -> None:
        """Starts it."""

    def wait_ready(self) -> None:
        """Returns when it is ready; raises LaunchError when it fails."""


class Backoff:
    """How long to wait before the next attempt: twice as long each time, up to a limit."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begins with the first pause."""
        self._clock = clock
        self._pause = FIRST_PAUSE
        self._began = clock()

    def next(self) -> float:
        """Seconds to wait now, after another crash."""
        if self._clock() - self._began > STEADY_SECONDS:
            self._pause = FIRST_PAUSE
        pause, self._pause = self._pause, min(self._pause * 2, MAX_PAUSE)
        return pause

    def started(self) -> None:
        """Notes that the part was started just now."""
        self._began = self._clock()


class Supervisor:
    """One thread for each part, and one that keeps the logs small."""

    def __init__(self, processes: Sequence[Supervised], home: Home, announce: Callable[[str], None]) -> None:
        """Watches nothing before `begin`."""
        self._processes = processes
        self._home = home
        self._announce = announce
        self._ending = threading.Event()
        self._ended = {process.name: threading.Event() for process in processes}
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        """Watches from now on."""
        self._ending.clear()
        for process in self._processes:
            # Once at first as well: it may have ended before anybody watched.
            self._ended[process.name].set()
            process.on_end(self._ended[process.name].set)
        self._threads = [threading.Thread(target=self._guard, args=(each,), daemon=True) for each in self._processes]
        self._threads.append(threading.Thread(target=self._rotate, daemon=True))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Watches no more; returns when no restart is under way."""
        self._ending.set()
        for ended in self._ended.values():
            ended.set()
        for thread in self._threads:
            thread.join()

    def _guard(self, process: Supervised) -> None:
        backoff, ended = Backoff(), self._ended[process.name]
        while ended.wait() and not self._ending.is_set():
            ended.clear()
            if process.crashed:
                self._restart(process, backoff)

    def _restart(self, process: Supervised, backoff: Backoff) -> None:
        pause = backoff.next()
        self._announce(f"{process.name} ended with code {process.exit_code}; starting it again in {pause:.1f} s")
        if self._ending.wait(pause) or not process.crashed:
            return
        process.start()
        backoff.started()
        try:
            process.wait_ready()
        except LaunchError as error:
            self._announce(f"{process.name} did not recover: {error}")
        else:
            self._announce(f"{process.name} is ready again")

    def _rotate(self) -> None:
        while not self._ending.wait(ROTATE_SECONDS):
            for process in self._processes:
                rotate(self._home.log(process.name))
