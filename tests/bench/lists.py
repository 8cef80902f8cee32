"""A page of 200 items and a bulk edit of 500, beside an earlier revision, in turn in one run.

    ./momento bench lists
    python tests/bench/lists.py [--beside 13f091e] [--items 1000] [--rounds 4]

Both sides are whole stacks on this machine, each with the sources and the libraries of its own revision; the other one
is checked out and installed in a temporary folder, which takes a minute. Shown are seconds, bytes as they come over the
network, and CPU seconds of all processes, as medians; on a busy machine the last say most.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench._cpu import cpu_seconds, spent
from tests.bench.upload import say

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY: Final = Path(__file__).parents[2]
TASKS: Final = ("list", "bulk")
FIGURES: Final = ("seconds", "bytes", "cpu")
TIMES: Final = {"list": 10, "bulk": 1}
"""How often a side does a task for one measurement."""


@dataclass
class Side:
    """One revision that runs, and what was measured of it: by task and figure, one value a round."""

    name: str
    process: subprocess.Popen[str]
    pids: dict[str, int]
    found: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def measure(self, task: str) -> None:
        """Has a task done once more."""
        before = self._cpu()
        _write(self.process, task)
        answer: dict[str, float] = json.loads(_read(self.process))
        answer["cpu"] = sum(spent(before, self._cpu()).values()) / TIMES[task]
        for name, value in answer.items():
            self.found.setdefault((task, name), []).append(value)

    def median(self, task: str, figure: str) -> float | None:
        """The middle of all rounds; None where the task has no such figure."""
        values = self.found.get((task, figure))
        return statistics.median(values) if values else None

    def _cpu(self) -> dict[str, float]:
        return {name: cpu_seconds(pid) for name, pid in self.pids.items()}


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--beside", default="13f091e", help="a revision of this repository")
    arguments.add_argument("--items", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=4)
    chosen = arguments.parse_args()
    with ExitStack() as running:
        folder = running.enter_context(checked_out(chosen.beside))
        before = running.enter_context(side(chosen.beside, folder, folder / ".momento/venv/bin/python", chosen.items))
        now = running.enter_context(side("now", REPOSITORY, Path(sys.executable), chosen.items))
        for number in range(chosen.rounds + 1):
            for task in TASKS:
                for each in (before, now) if number % 2 else (now, before):
                    each.measure(task)
            if number == 0:
                # What every side has to build at its first call.
                before.found.clear()
                now.found.clear()
        report(before, now)


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A folder with a revision and the environment that its own `momento` makes for it."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "revision"
        _run("git", "-C", str(REPOSITORY), "worktree", "add", "--detach", str(folder), revision)
        try:
            # Any word makes the environment first.
            surroundings = {name: value for name, value in os.environ.items() if not name.startswith("MOMENTO_")}
            _run(sys.executable, str(folder / "momento"), "--help", environment=surroundings)
            yield folder
        finally:
            _run("git", "-C", str(REPOSITORY), "worktree", "remove", "--force", str(folder))


@contextmanager
def side(name: str, sources: Path, python: Path, items: int) -> Iterator[Side]:
    """A stack of one revision with a library, started."""
    program = Path(__file__).with_name("_library_side.py")
    process = subprocess.Popen(  # noqa: S603  # our own program
        [python, program, str(items)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(sources)},
    )
    try:
        yield Side(name, process, json.loads(_read(process)))
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait()


def report(before: Side, now: Side) -> None:
    """A table of both sides, and how they compare."""
    say(f"\n| | {before.name} | now | ratio |\n|---|---|---|---|")
    for task in TASKS:
        for figure in FIGURES:
            former, present = before.median(task, figure), now.median(task, figure)
            if former is not None and present is not None:
                say(f"| {task}, {figure} | {former:,.3f} | {present:,.3f} | {present / former:.2f} |")


def _run(*words: str, environment: dict[str, str] | None = None) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603  # our own programs


def _read(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise RuntimeError("A side of the comparison has ended; what it wrote stands above.")
    return line


def _write(process: subprocess.Popen[str], line: str) -> None:
    if process.stdin is not None:
        process.stdin.write(f"{line}\n")
        process.stdin.flush()


if __name__ == "__main__":
    main()
