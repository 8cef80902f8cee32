from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from momento_local import checks, web

if TYPE_CHECKING:
    from pathlib import Path


def test_a_stub_that_differs_is_named(tmp_path: Path) -> None:
    for root, content in (("fresh", "new"), ("committed", "old")):
        (tmp_path / root).mkdir()
        (tmp_path / root / "a_pb2.py").write_text(content)
        (tmp_path / root / "b_pb2.pyi").write_text("same")
    (tmp_path / "committed" / "c_pb2_grpc.py").touch()
    assert checks._differing(tmp_path / "fresh", tmp_path / "committed") == ["a_pb2.py", "c_pb2_grpc.py"]


def test_a_suite_that_is_not_there_yet_is_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.test(tmp_path, ["faults"]) == 2
    assert "no faults tests" in capsys.readouterr().out


def test_the_default_suites_are_those_that_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    (tmp_path / "tests" / "faults").mkdir()
    ran: list[tuple[str, ...]] = []

    def run(_folder: Path, *command: str) -> int:
        ran.append(command)
        return 0

    monkeypatch.setattr(checks, "_run", run)
    checks.test(tmp_path, ["-q"])
    checks.test(tmp_path, ["faults", "-x"])
    assert [command[3:] for command in ran] == [("tests/unit", "-q"), ("tests/faults", "-x")]


@pytest.mark.parametrize(("page", "status", "suites"), [(0, 0, 1), (1, 1, 0)])
def test_without_arguments_the_page_is_tested_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: int, status: int, suites: int
) -> None:
    ran: list[tuple[str, ...]] = []

    def run(_folder: Path, *command: str) -> int:
        ran.append(command)
        return 0

    monkeypatch.setattr(web, "install", lambda _: 0)
    monkeypatch.setattr(web, "npm", lambda _, *words: page if words == ("test",) else 2)
    monkeypatch.setattr(checks, "_run", run)
    assert checks.test(tmp_path, []) == status
    assert len(ran) == suites


def test_lint_fails_and_names_the_check_that_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = checks.Check("good", lambda: True), checks.Check("bad", lambda: False)
    monkeypatch.setattr(checks, "_checks", lambda _: [bad, good])
    assert checks.lint(tmp_path) == 1
    assert "failed: bad" in capsys.readouterr().out


CLEARS_UP = """
import pathlib, sys, time
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
from momento_local import checks
signal.signal(signal.SIGINT, signal.default_int_handler)
checks._run(pathlib.Path(), *sys.argv[1:])
"""


def test_ctrl_c_leaves_the_program_the_time_to_clear_up(tmp_path: Path) -> None:
    words = (sys.executable, "-c", RUNS, sys.executable, "-c", CLEARS_UP, str(tmp_path / "cleared"))
    with subprocess.Popen(  # noqa: S603  # the two programs above
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as runs:
        assert runs.stdout is not None
        assert runs.stdout.readline() == b"begun\n"
        os.killpg(runs.pid, signal.SIGINT)  # as a terminal does
        runs.wait()
    assert (tmp_path / "cleared").exists()
