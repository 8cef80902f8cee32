from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.schema import migrate
from sqlalchemy import make_url

from tests.fakes.chassis.certificates import TestAuthority

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.auth.postgresql import PostgresqlServer


def migrated(url: str) -> str:
    database = Database(url)
    migrate(database)
    database.close()
    return url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("auth") / "template.sqlite3"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_template(postgresql: PostgresqlServer) -> str:
    """The name of a PostgreSQL database to copy."""
    return str(make_url(migrated(postgresql.new_database())).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which nothing is yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'auth.sqlite3'}"
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server.new_database()


def migrated_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_file'), tmp_path / 'auth.sqlite3')}"
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server.new_database(request.getfixturevalue("migrated_template"))


@pytest.fixture(params=["sqlite", "postgresql"])
def sql_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A real database."""
    database = Database(migrated_url(request.param, request, tmp_path))
    yield database
    database.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database | None]:
    """What a SQL adapter stands on; None asks for the fake, which is held to the same suite."""
    if request.param == "memory":
        yield None
        return
    database = Database(migrated_url(request.param, request, tmp_path))
    yield database
    database.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("mesh"))
