from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from momento_local.errors import LaunchError
from momento_local.home import Home
from momento_local.supervisor import FIRST_PAUSE, MAX_PAUSE, STEADY_SECONDS, Backoff, Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class CrashingPart:
    """Ends `crashes` times, each time at once; then stays."""

    name = "part"
    exit_code = -9

    def __init__(self, crashes: int, *, recovers: bool = True) -> None:
        self._left = crashes
        self._recovers = recovers
        self.starts = 0
        self.settled = threading.Event()

    @property
    def crashed(self) -> bool:
        return self._left > 0

    def on_end(self, callback: Callable[[], None]) -> None:
        self._ended = callback

    def start(self) -> None:
        self.starts += 1
        self._left -= 1
        if self.crashed:
            self._ended()

    def wait_ready(self) -> None:
        if self._left == 0:
            self.settled.set()
        if not self._recovers:
            raise LaunchError("it is broken")


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("momento_local.supervisor.FIRST_PAUSE", 0.001)


def _supervised(part: CrashingPart, tmp_path: Path) -> list[str]:
    said: list[str] = []
    supervisor = Supervisor([part], Home(tmp_path), said.append)
    supervisor.begin()
    assert part.settled.wait(30)
    supervisor.end()
    return said


def test_a_part_that_crashes_is_started_again_each_time_and_said_to_be(tmp_path: Path) -> None:
    part = CrashingPart(3)
    said = _supervised(part, tmp_path)
    assert part.starts == 3
    assert sum("ended with code -9; starting it again" in sentence for sentence in said) == 3
    assert said[-1] == "part is ready again"


def test_a_part_that_does_not_recover_is_said_to_be(tmp_path: Path) -> None:
    assert "part did not recover: it is broken" in _supervised(CrashingPart(1, recovers=False), tmp_path)


def test_a_part_that_runs_is_left_alone(tmp_path: Path) -> None:
    part = CrashingPart(0)
    supervisor = Supervisor([part], Home(tmp_path), lambda _: None)
    supervisor.begin()
    supervisor.end()
    assert part.starts == 0


def test_pauses_double_up_to_a_limit_and_begin_anew_after_a_steady_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("momento_local.supervisor.FIRST_PAUSE", FIRST_PAUSE)
    now = 0.0
    backoff = Backoff(clock=lambda: now)
    pauses = [backoff.next() for _ in range(8)]
    assert pauses[:3] == [0.5, 1.0, 2.0]
    assert pauses[-1] == MAX_PAUSE
    backoff.started()
    now = STEADY_SECONDS + 1
    assert backoff.next() == FIRST_PAUSE
