"""One database, its connections, and the one place where its failures are translated."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from momento_auth.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

_logger = logging.getLogger(__name__)
_CONNECTIONS: Final = 20
_ALONE: Final = 0x6D6F6D656E746F
"""Names the lock among all advisory locks of a PostgreSQL database: the letters of the product."""
_TIMEOUT_SECONDS: Final = 5
"""So long a call waits for a connection or for another writer before it gives up."""


class Database:
    """Hands out connections in transactions.

    SQLite has one writer at a time: a transaction that is going to write says so at its start (BEGIN IMMEDIATE), and
    waits there. Would it begin as a reader, it could find at its first write that it has read what is no longer so.
    PostgreSQL locks rows (READ COMMITTED): a conditional update that waited for another looks at its condition again.
    """

    def __init__(self, url: str) -> None:
        """Prepares connections to the SQLAlchemy URL; none is made yet."""
        # Parameters are e-mail addresses and digests: they do not belong into messages of errors.
        address = _address(url)
        self._engine = create_engine(
            address,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_TIMEOUT_SECONDS,
            # A server that was started again has closed what the pool still holds; SQLite is a file.
            pool_pre_ping=address.get_backend_name() != "sqlite",
            hide_parameters=True,
        )
        self._reading_engine = self._engine.execution_options(momento_reading=True)
        if self._engine.dialect.name == "sqlite":
            _tune_sqlite(self._engine)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A writing transaction that waits until no other process is in such a block; raises `StoreUnavailable`."""
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _ALONE})
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads; raises `StoreUnavailable`."""
        with _translated(), self._reading_engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits at the end of the block; raises `StoreUnavailable`."""
        with _translated(), self._engine.begin() as connection:
            yield connection

    def check(self) -> None:
        """Raises `StoreUnavailable` when the database does not answer."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Ends all connections."""
        self._engine.dispose()


def _address(url: str) -> URL:
    """The URL with psycopg 3 as PostgreSQL's driver, and with bounds on what a call may wait for."""
    address = make_url(url)
    if address.get_backend_name() != "postgresql":
        return address
    limits = f"-c statement_timeout={_TIMEOUT_SECONDS}s -c idle_in_transaction_session_timeout=30s"
    chosen = {"connect_timeout": str(_TIMEOUT_SECONDS), "options": limits, "application_name": "momento-auth"}
    unset = {name: value for name, value in chosen.items() if name not in address.query}
    return address.set(drivername="postgresql+psycopg").update_query_dict(unset)


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # None leaves transactions to SQLAlchemy: the driver would begin them too late.
        connection.isolation_level = None
        # The waiting time comes first: the switch to write-ahead logging has to wait its turn, too.
        connection.execute(f"PRAGMA busy_timeout = {_TIMEOUT_SECONDS * 1000}")
        connection.execute("PRAGMA journal_mode = WAL")
        # A sign-out that was confirmed has to outlive a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("momento_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        _logger.warning("database call failed", extra={"detail": str(error)})
        raise StoreUnavailable("Accounts cannot be reached at the moment; try again soon.") from error
