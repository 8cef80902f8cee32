"""What suites share because it takes a while to start."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.fakes.auth.postgresql import PostgresqlServer
from tests.scheduling import pytest_collection_modifyitems, pytest_xdist_make_scheduler
from tests.stopping import pytest_sessionfinish, pytest_sessionstart, pytest_testnodeready

__all__ = [
    "pytest_collection_modifyitems",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "pytest_testnodeready",
    "pytest_xdist_make_scheduler",
]

if TYPE_CHECKING:
    from collections.abc import Iterator

# Tests start programs while servers and clients of gRPC run in other threads. What it does at a fork is for those who
# start no program, and not safe then (gRPC's doc/fork_support.md): one in two hundred died of it before it began.
os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "false"

# How long an example takes, or the making of it, says something of the machine and nothing of what is tested: one that
# was held up for a fifth of a second would fail.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A server for whichever test asks for it."""
    server = PostgresqlServer.started()
    yield server
    server.stop()
