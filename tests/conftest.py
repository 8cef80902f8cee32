"""What suites share because it takes a while to start."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.fakes.auth.postgresql import PostgresqlServer

if TYPE_CHECKING:
    from collections.abc import Iterator

# Tests start programs while servers and clients of gRPC run in other threads. What it does at a fork is for those who
# start no program, and not safe then (gRPC's doc/fork_support.md): one in two hundred died of it before it began.
os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "false"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A server for whichever test asks for it."""
    server = PostgresqlServer.started()
    yield server
    server.stop()
