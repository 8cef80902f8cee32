"""Runs the programs of `lint`, `test` and `bench` in the same terminal, and stops them in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sysconfig
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

STOPPING: Final = (signal.SIGTERM, signal.SIGHUP)
"""What a time limit, a closed terminal or a continuous integration sends, to us alone."""


def run(folder: Path, *command: str) -> int:
    """Runs a program in `folder`, with the scripts of the environment in its path; its exit status."""
    scripts = sysconfig.get_path("scripts")
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    with (
        subprocess.Popen(command, cwd=folder, env=environment) as process,  # noqa: S603  # our own suites and checks
        _passed_on(process),
    ):
        return _ended(process)


@contextmanager
def _passed_on(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Hands on what asks us to stop: the program has to clear up, and would outlive us otherwise."""

    def hand_on(number: int, _frame: FrameType | None) -> None:
        process.send_signal(number)

    before = {number: signal.signal(number, hand_on) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ended(process: subprocess.Popen[bytes]) -> int:
    """The exit status, also after Ctrl-C, which the program has had as well: it may still have to clear up."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise
