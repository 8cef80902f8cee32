"""Ends a run of tests in order when it is told to stop: what it started is stopped, what it made is removed."""

from __future__ import annotations

import signal


def pytest_sessionstart() -> None:
    """Takes SIGTERM and SIGHUP for Ctrl-C, after which pytest still finishes its fixtures."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
