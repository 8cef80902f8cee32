"""Which tests one worker takes together when several run a suite: those that share what takes long to start."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING, Final

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.remote import Producer

__all__ = ["pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]

STACKS: Final = (
    ("tests/e2e/*.py",),
    ("tests/security/test_*.py",),
    # Most of these go at the stack that has little patience, the rest at that with a relay before its AWS.
    ("tests/faults/test_fault_04_*.py", "tests/faults/test_fault_15_*.py", "tests/faults/test_unfinished_uploads.py"),
    ("tests/faults/test_fault_*.py", "tests/faults/test_links_end.py"),
)
"""For each stack that many files share, the files that go at it; the first that fits holds."""


class ByStack(LoadScopeScheduling):  # type: ignore[misc]  # it carries no types
    """Gives a worker one group after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(nodeid: str) -> str:
    """What a worker takes as a whole: all files that share a stack, by the first pattern of them, or one file."""
    number = _stack(nodeid)
    return STACKS[number][0] if number < len(STACKS) else _file(nodeid)


def _stack(nodeid: str) -> int:
    """The number of the stack that a test shares with other files; beyond the last if it shares none."""
    fitting = (number for number, files in enumerate(STACKS) if any(fnmatch(_file(nodeid), each) for each in files))
    return next(fitting, len(STACKS))


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


class Announcements:
    """Says at which files the workers are: several write their dots into the same line."""

    def __init__(self, session: pytest.Session, terminal: pytest.TerminalReporter) -> None:
        self._session = session
        self._terminal = terminal
        self._announced: set[str] = set()
        self._finished = 0

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        file = _file(nodeid)
        if file not in self._announced:
            self._announced.add(file)
            self._terminal.write(f"\n[{self._finished / self._session.testscollected:4.0%}] {file} ")

    def pytest_runtest_logfinish(self) -> None:
        self._finished += 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Lets workers begin with what takes longest as a whole."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _stack(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByStack:
    session, terminal = (config.pluginmanager.get_plugin(name) for name in ("session", "terminalreporter"))
    if session and terminal:
        config.pluginmanager.register(Announcements(session, terminal))
    return ByStack(config, log)
