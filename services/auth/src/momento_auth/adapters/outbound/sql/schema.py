"""Brings the database to the schema that this version of the code expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from momento_auth.adapters.outbound.sql.database import Database

REVERSIBLE_TO: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""Revisions that `migrate_back` can go back to."""
_MIGRATIONS: Final = "momento_auth.adapters.outbound.sql:migrations"


def migrate(database: Database) -> None:
    """Runs what is missing of the migrations, all in one transaction.

    Several processes may call this at once: the transaction excludes all others from its start, so the second one waits
    and then finds nothing left to do. Raises `StoreUnavailable`.
    """
    with database.alone() as connection:
        command.upgrade(_config(connection), "head")


def migrate_back(database: Database, revision: str) -> None:
    """Undoes every migration after `revision`, in one transaction, before an older version of the code is started.

    What only the newer version knew is lost. The first schema cannot be undone: that would drop every account. Raises
    `StoreUnavailable`, or `ValueError` when there is no such revision to go back to.
    """
    if revision not in REVERSIBLE_TO:
        raise ValueError(f"The schema can go back to {', '.join(REVERSIBLE_TO)}, and not to {revision}.")
    with database.alone() as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = connection
    return config
