from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLEARS_UP = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.default_int_handler)
try:
    print("begun", flush=True)
    time.sleep(60)
finally:
    time.sleep(0.6)
    pathlib.Path(sys.argv[1]).touch()
"""
# A shell that puts the tests in the background lets them, and whatever they start, ignore an interrupt.
RUNS = """
import pathlib, signal, sys
from momento_local.commands import run
signal.signal(signal.SIGINT, signal.default_int_handler)
run(pathlib.Path(), *sys.argv[1:])
"""


@contextmanager
def running(cleared: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = (sys.executable, "-c", RUNS, sys.executable, "-c", CLEARS_UP, str(cleared))
    with subprocess.Popen(  # noqa: S603  # the two programs above
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as runs:
        assert runs.stdout is not None
        assert runs.stdout.readline() == b"begun\n"
        yield runs


def test_ctrl_c_leaves_the_program_the_time_to_clear_up(tmp_path: Path) -> None:
    with running(tmp_path / "cleared") as runs:
        os.killpg(runs.pid, signal.SIGINT)  # as a terminal does
        runs.wait()
    assert (tmp_path / "cleared").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_launcher_alone_reaches_the_program_and_leaves_it_the_time_to_clear_up(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running(tmp_path / "cleared") as runs:
        runs.send_signal(number)
        runs.wait()
    assert (tmp_path / "cleared").exists()
