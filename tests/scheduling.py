"""Which tests one worker takes together when several run a suite: those that share what takes long to start."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.remote import Producer

__all__ = ["pytest_xdist_make_scheduler"]

TOGETHER: Final = frozenset({"tests/e2e", "tests/security", "tests/browser"})
"""Folders in which nearly all tests go at one running stack."""


class ByStack(LoadScopeScheduling):  # type: ignore[misc]  # it carries no types
    """Gives a worker one group after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(nodeid: str) -> str:
    """What a worker takes as a whole: the file of a test, or the folder whose files share a stack."""
    file, _, _ = nodeid.partition("::")
    folder = str(PurePosixPath(file).parent)
    return folder if folder in TOGETHER else file


class Announcements:
    """Says at which files the workers are: several write their dots into the same line."""

    def __init__(self, session: pytest.Session, terminal: pytest.TerminalReporter) -> None:
        self._session = session
        self._terminal = terminal
        self._announced: set[str] = set()
        self._finished = 0

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        file = nodeid.partition("::")[0]
        if file not in self._announced:
            self._announced.add(file)
            self._terminal.write(f"\n[{self._finished / self._session.testscollected:4.0%}] {file} ")

    def pytest_runtest_logfinish(self) -> None:
        self._finished += 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByStack:
    session, terminal = (config.pluginmanager.get_plugin(name) for name in ("session", "terminalreporter"))
    if session and terminal:
        config.pluginmanager.register(Announcements(session, terminal))
    return ByStack(config, log)
