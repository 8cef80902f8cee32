"""Brings the database to the schema that this version of the code expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database

_MIGRATIONS: Final = "momento_auth.adapters.outbound.sql:migrations"


def migrate(database: Database) -> None:
    """Runs what is missing of the migrations, all in one transaction.

    Several processes may call this at once: a write transaction of SQLite excludes all others from its start, so the
    second one waits and then finds nothing left to do. Raises `StoreUnavailable`.
    """
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
