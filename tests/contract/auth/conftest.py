from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("auth") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    path = shutil.copy(migrated_file, tmp_path / "auth.sqlite3")
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()
