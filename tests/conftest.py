"""What suites share because it takes a while to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.auth.postgresql import PostgresqlServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A server for whichever test asks for it."""
    server = PostgresqlServer.started()
    yield server
    server.stop()
