from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from momento_local import suites, web
from momento_local.engine import probe

from tests import scheduling

if TYPE_CHECKING:
    from collections.abc import Iterator

ONCE = """
import pathlib
def test_fails_the_first_time():
    seen = pathlib.Path(__file__).with_name("seen")
    first = not seen.exists()
    seen.touch()
    assert not first
def test_passes():
    with pathlib.Path(__file__).with_name("passes").open("a") as count:
        count.write("x")
"""
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One that has nothing but the suites that a test writes into it, and plugins that these need."""
    monkeypatch.setenv("MOMENTO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p xdist\n")
    return tmp_path


def written(repository: Path, suite: str, content: str) -> Path:
    folder = repository / "tests" / suite
    folder.mkdir(parents=True)
    (folder / "test_it.py").write_text(content)
    return folder


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    commands: list[tuple[str, ...]] = []

    def run(_folder: Path, *command: str) -> int:
        commands.append(command[3:])
        return suites.PASSED

    monkeypatch.setattr(suites, "run", run)
    return commands


def test_a_suite_that_is_not_there_yet_is_said_to_be(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert suites.test(repository, ["faults"]) == suites.NO_SUCH_SUITE
    assert "no faults tests" in capsys.readouterr().out


def test_the_default_suites_are_those_that_exist(repository: Path, ran: list[tuple[str, ...]]) -> None:
    (repository / "tests" / "unit").mkdir(parents=True)
    (repository / "tests" / "faults").mkdir()
    suites.test(repository, ["-q"])
    suites.test(repository, ["faults", "-x"])
    assert ran[0] == (*suites.WORKERS, "--maxprocesses=8", "tests/unit", "-q")
    assert ran[1][:4] == (*suites.WORKERS, "--maxprocesses=2")
    assert ran[1][-2:] == ("tests/faults", "-x")


def test_tests_that_are_named_run_in_one_process(repository: Path, ran: list[tuple[str, ...]]) -> None:
    assert suites.test(repository, ["tests/unit/test_it.py::test_passes", "-q"]) == suites.PASSED
    assert ran == [("tests/unit/test_it.py::test_passes", "-q")]


@pytest.mark.parametrize(
    ("test", "group"),
    [
        ("tests/e2e/test_trash.py::test_it[1::2]", "tests/e2e/*.py"),
        ("tests/e2e/test_albums.py::test_it", "tests/e2e/*.py"),
        ("tests/faults/test_fault_04_slow.py::test_it", "tests/faults/test_fault_04_*.py"),
        ("tests/faults/test_unfinished_uploads.py::test_it", "tests/faults/test_fault_04_*.py"),
        ("tests/faults/test_fault_05_full.py::test_it", "tests/faults/test_fault_*.py"),
        ("tests/faults/test_bursts.py::test_it", "tests/faults/test_bursts.py"),
        ("tests/security/policies/test_table.py::test_it", "tests/security/policies/test_table.py"),
        ("tests/unit/local/test_web.py::TestIt::test_it", "tests/unit/local/test_web.py"),
    ],
)
def test_a_worker_takes_the_tests_of_one_stack_or_of_one_file_together(test: str, group: str) -> None:
    assert scheduling.group(test) == group


@pytest.mark.parametrize(("page", "status", "count"), [(0, 0, 1), (1, 1, 0)])
def test_without_arguments_the_page_is_tested_first(
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    ran: list[tuple[str, ...]],
    page: int,
    status: int,
    count: int,
) -> None:
    monkeypatch.setattr(web, "install", lambda _: 0)
    monkeypatch.setattr(web, "npm", lambda _, *words: page if words == ("test",) else 2)
    assert suites.test(repository, []) == status
    assert len(ran) == count


def test_what_failed_once_is_repeated_alone_and_named(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = written(repository, "faults", ONCE)
    assert suites.test(repository, ["faults"]) == suites.PASSED
    assert (folder / "passes").read_text() == "x"
    said = capfd.readouterr().out
    assert "PASSED ONLY WHEN REPEATED" in said
    assert "tests/faults/test_it.py::test_fails_the_first_time" in said


def test_what_fails_twice_has_failed(repository: Path) -> None:
    written(repository, "browser", "def test_fails():\n    assert False\n")
    assert suites.test(repository, ["browser"]) == suites.FAILED


def test_many_failures_are_no_rare_ones_and_nothing_is_repeated(repository: Path) -> None:
    each = "def test_fails_{0}():\n    open(__file__ + '.tries', 'a').write('x')\n    assert False\n"
    many = suites.MAX_REPEATED + 1
    folder = written(repository, "faults", "".join(each.format(number) for number in range(many)))
    assert suites.test(repository, ["faults"]) == suites.FAILED
    assert (folder / "test_it.py.tries").read_text() == "x" * many


def test_what_an_earlier_run_left_failed_is_not_repeated(repository: Path) -> None:
    folder = written(repository, "faults", "def test_fails():\n    assert False\n")
    assert suites.test(repository, ["faults"]) == suites.FAILED
    (folder / "test_it.py").write_text("def test_passes():\n    pass\n")
    (folder / "test_other.py").write_text(ONCE)
    assert suites.test(repository, ["faults"]) == suites.PASSED


def test_the_default_suites_are_never_repeated(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    folder = written(repository, "unit", ONCE)
    assert suites.test(repository, ["tests/unit"]) == suites.FAILED
    assert (folder / "passes").read_text() == "x"


def test_all_runs_every_suite_also_after_one_has_failed(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MOMENTO_KILLS", raising=False)
    monkeypatch.setattr(web, "install", lambda _: 0)
    monkeypatch.setattr(web, "npm", lambda *_: 0)
    monkeypatch.setattr(probe, "probe", lambda *_: probe.NO_ENGINE)
    kills = "import os\ndef test_kills():\n    assert int(os.environ['MOMENTO_KILLS']) == 125\n"
    written(repository, "unit", kills)
    written(repository, "browser", "def test_fails():\n    assert False\n")
    faults = written(repository, "faults", "def test_runs():\n    open(__file__ + '.ran', 'w')\n")
    try:
        assert suites.test(repository, ["all"]) == suites.FAILED
    finally:
        os.environ.pop("MOMENTO_KILLS", None)
    assert (faults / "test_it.py.ran").exists()
    said = capfd.readouterr().out
    assert "failed: browser" in said
    assert "container suite was left out" in said


HELD = """
import os, pathlib, pytest, signal, time
@pytest.fixture(scope="session")
def container():
    yield
    for each in range(10):
        time.sleep(0.05)
    pathlib.Path(__file__).with_name(f"removed by {os.getpid()}").touch()
def test_is_held(container):
    pathlib.Path(__file__).with_name(f"begun by {os.getpid()}").touch()
    time.sleep(60)
"""
SESSION = "from tests.stopping import *\n"


@contextmanager
def held(folder: Path, workers: int) -> Iterator[subprocess.Popen[bytes]]:
    """A suite that has got to a test without end in each of its processes, as the leader of their group."""
    (folder / "conftest.py").write_text(SESSION)
    for number in range(max(workers, 1)):
        (folder / f"test_{number}.py").write_text(HELD)
    options = ("-q", "-p", "xdist", "--dist=loadfile", "-n", str(workers), "--rootdir", folder)
    words = (sys.executable, "-m", "pytest", *options, folder)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with subprocess.Popen(  # noqa: S603  # pytest
        words, stdout=subprocess.DEVNULL, cwd=folder, env=environment, start_new_session=True
    ) as suite:
        while len(list(folder.glob("begun by *"))) < max(workers, 1):
            # Waiting for its end is the wait between two looks, and notices an early end.
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"it has ended with {suite.wait(0.05)}")
        yield suite


@pytest.mark.parametrize(
    ("workers", "number"), [(0, signal.SIGTERM), (0, signal.SIGHUP), (0, signal.SIGINT), (2, signal.SIGTERM)]
)
def test_a_suite_that_is_told_to_stop_removes_what_it_has_made(
    tmp_path: Path, workers: int, number: signal.Signals
) -> None:
    with held(tmp_path, workers) as suite:
        suite.send_signal(number)
        assert suite.wait() == suites.INTERRUPTED
    assert len(list(tmp_path.glob("removed by *"))) == max(workers, 1)


def test_workers_that_are_stopped_with_the_process_that_leads_them_clear_up_once(tmp_path: Path) -> None:
    with held(tmp_path, 2) as suite:
        os.killpg(suite.pid, signal.SIGINT)
        assert suite.wait() == suites.INTERRUPTED
    assert len(list(tmp_path.glob("removed by *"))) == 2
