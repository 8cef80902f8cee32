"""Ends a run of tests in order when it is told to stop: what it started is stopped, what it made is removed."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import FrameType

    from xdist.workermanage import WorkerController

__all__ = ["pytest_sessionfinish", "pytest_sessionstart", "pytest_testnodeready"]

_STOPPING = (signal.SIGTERM, signal.SIGHUP)
_WORKERS: pytest.StashKey[list[WorkerController]] = pytest.StashKey()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Takes SIGTERM and SIGHUP for Ctrl-C, after which pytest still finishes its fixtures."""
    worker = hasattr(session.config, "workerinput")
    for number in (*_STOPPING, *((signal.SIGINT,) if worker else ())):
        signal.signal(number, _interrupt_once if worker else signal.default_int_handler)


def _interrupt_once(_number: int, _frame: FrameType | None) -> None:
    """Has a worker clear up once, although its terminal stops it as well as the process that leads it."""
    for number in (*_STOPPING, signal.SIGINT):
        # No SIG_IGN, which the programs that it starts would inherit.
        signal.signal(number, lambda *_: None)
    raise KeyboardInterrupt


@pytest.hookimpl(optionalhook=True)
def pytest_testnodeready(node: WorkerController) -> None:
    """Notes a worker, in the process that leads it."""
    node.config.stash.setdefault(_WORKERS, []).append(node)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Lets the workers of an interrupted run clear up to the end: pytest-xdist would kill them after ten seconds."""
    if exitstatus != pytest.ExitCode.INTERRUPTED:
        return
    running = [each for each in session.config.stash.get(_WORKERS, []) if not each.channel.isclosed()]
    for worker in running:
        with suppress(ProcessLookupError):
            os.kill(worker.gateway._rinfo().pid, signal.SIGTERM)
    for worker in running:
        with suppress(worker.channel.RemoteError):
            worker.channel.waitclose()
