from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from momento_local import records
from momento_local.errors import NotReady, PartFailed
from momento_local.home import Home
from momento_local.part import Launch, Part
from momento_local.process import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WAITING = "import sys; sys.stdin.read(); import threading; threading.Event().wait()"
STUBBORN = (
    "import signal,threading,pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "pathlib.Path('armed').touch(); threading.Event().wait()"
)
PARENT = (
    "import subprocess,sys,threading,pathlib;"
    "child = subprocess.Popen([sys.executable, '-c', 'import threading; threading.Event().wait()']);"
    "pathlib.Path('child').write_text(str(child.pid)); threading.Event().wait()"
)
TIMEOUT_SECONDS = 60
Make = "Callable[..., Process]"


def _ready() -> None:
    return


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.prepare()
    return made


@pytest.fixture
def make(home: Home) -> Iterator[Callable[..., Process]]:
    made: list[Process] = []

    def process(program: str, probe: Callable[[], None] = _ready, **options: float) -> Process:
        launch = Launch((sys.executable, "-c", program), {"MOMENTO_STACK": str(home.path)})
        made.append(Process(Part("part", lambda: launch, probe, **options), home))  # type: ignore[arg-type]  # seconds only
        return made[-1]

    yield process
    for each in made:
        each.kill()


def _appears(path: Path) -> Callable[[], None]:
    def probe() -> None:
        if not path.exists() or (not path.read_text() and path.name == "child"):
            raise NotReady("not there yet")

    return probe


def test_a_started_part_runs_and_a_stopped_one_does_not(make: Callable[..., Process]) -> None:
    process = make(WAITING)
    process.start()
    process.wait_ready()
    assert process.running
    assert process.resident_bytes() > 0
    process.stop()
    assert (process.running, process.pid, process.crashed) == (False, None, False)


def test_a_program_gets_the_environment_of_its_launch_and_nothing_else(
    make: Callable[..., Process], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the operator's")
    process = make("import os; print(sorted(set(os.environ) - {'LC_CTYPE'}))")
    process.start()
    with pytest.raises(PartFailed, match="exit code 0"):
        Process.wait_ready(_without_probe(process))
    assert home.log("part").read_text().strip() == "['MOMENTO_STACK']"


def _without_probe(process: Process) -> Process:
    def never() -> None:
        raise NotReady("never")

    process.part = Part("part", process.part.launch, never)
    return process


def test_a_part_that_ends_too_early_is_told_with_the_end_of_its_log(make: Callable[..., Process]) -> None:
    process = _without_probe(make("raise SystemExit('the database is missing')"))
    process.start()
    with pytest.raises(PartFailed, match=r"exit code 1(.|\n)*the database is missing"):
        process.wait_ready()


def test_a_part_that_does_not_become_ready_in_time_is_told_with_the_reason(make: Callable[..., Process]) -> None:
    def never() -> None:
        raise NotReady("its dependency sleeps")

    process = make(WAITING, never, start_seconds=0)
    process.start()
    with pytest.raises(PartFailed, match="its dependency sleeps"):
        process.wait_ready()


def test_a_part_that_does_not_heed_the_request_to_end_is_made_to(make: Callable[..., Process], home: Home) -> None:
    process = make(STUBBORN, _appears(home.path / "armed"), stop_seconds=0.1)
    process.start()
    process.wait_ready()
    process.stop()
    assert process.exit_code == -signal.SIGKILL


def test_a_killed_part_takes_its_children_along(make: Callable[..., Process], home: Home) -> None:
    process = make(PARENT, _appears(home.path / "child"))
    process.start()
    process.wait_ready()
    child = int((home.path / "child").read_text())
    process.kill()
    _wait_until_ended(child)


def test_children_that_outlived_a_crash_are_ended_before_the_next_start(
    make: Callable[..., Process], home: Home
) -> None:
    process = make(PARENT, _appears(home.path / "child"))
    process.start()
    process.wait_ready()
    child = int((home.path / "child").read_text())
    process.crash()
    assert process.crashed
    assert _alive(child)
    process.start()
    _wait_until_ended(child)


def _followed(make: Callable[..., Process]) -> tuple[Process, threading.Event]:
    """A part that waits, and what is set each time it has ended."""
    process, ended = make(WAITING), threading.Event()
    process.on_end(ended.set)
    return process, ended


def test_that_a_program_has_ended_is_heard_without_looking_each_time_it_does(make: Callable[..., Process]) -> None:
    process, ended = _followed(make)
    for _ in range(2):
        process.start()
        assert not ended.is_set()
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        assert ended.wait(TIMEOUT_SECONDS)
        assert process.crashed
        ended.clear()


def test_the_id_of_a_program_that_has_ended_names_nothing_else_until_somebody_looks(
    make: Callable[..., Process],
) -> None:
    """One that ended while it was about to be killed was reaped by the thread that follows it: its group was gone."""
    process, ended = _followed(make)
    process.start()
    pid = process.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert ended.wait(TIMEOUT_SECONDS)
    assert psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    process.kill()
    assert not psutil.pid_exists(pid)


def test_that_a_program_has_crashed_is_not_missed_while_somebody_else_waits_for_its_end(
    make: Callable[..., Process],
) -> None:
    """`Popen.poll` says None while another thread is about to reap the program."""
    process, ended = _followed(make)
    process.start()
    assert process._child is not None
    with process._child._waitpid_lock:  # type: ignore[attr-defined]  # what another thread holds in `wait`
        process._child.kill()
        assert ended.wait(TIMEOUT_SECONDS)
        assert process.crashed


def _wait_until_ended(pid: int) -> None:
    """A process that was killed ends a moment after the signal."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while _alive(pid):
        assert time.monotonic() < deadline, "it still runs"
        time.sleep(0.01)


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_record_leads_back_to_its_process(make: Callable[..., Process], home: Home) -> None:
    process = make(WAITING)
    process.start()
    found = records.find(home.run, "part")
    assert found is not None
    assert found.pid == process.pid


def test_a_record_whose_id_was_given_to_another_process_leads_nowhere(home: Home) -> None:
    (home.run / "part.json").write_text(f'{{"pid": {os.getpid()}, "created": 1.0}}')
    assert records.find(home.run, "part") is None


def test_leftovers_of_this_stack_are_ended_and_others_are_left_alone(home: Home) -> None:
    command = (sys.executable, "-c", "import threading; threading.Event().wait()")
    ours = subprocess.Popen(command, env={"MOMENTO_STACK": str(home.path)})  # noqa: S603  # a program of this test
    other = subprocess.Popen(command, env={"MOMENTO_STACK": f"{home.path}-other"})  # noqa: S603  # likewise
    try:
        assert records.end_leftovers(home.path) == [ours.pid]
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
        ours.wait()
