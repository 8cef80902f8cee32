"""What is particular to the SQL adapters; what they have in common with their fakes is in tests/contract/auth."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.schema import migrate
from momento_auth.adapters.outbound.sql.sessions import SqlSessions
from momento_auth.adapters.outbound.sql.tables import UtcDateTime
from momento_auth.adapters.outbound.sql.throttle import SqlThrottle
from momento_auth.domain.errors import StoreUnavailable
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.refresh_token import RefreshToken
from momento_auth.domain.sessions.session import Session
from momento_auth.domain.throttling import DelayPolicy
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError

from tests.fakes.auth.clock import START
from tests.fakes.auth.identifiers import CountingIdentifiers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IDENTIFIERS = CountingIdentifiers()
POLICY = DelayPolicy(
    free_attempts=3,
    first_delay=timedelta(seconds=2),
    longest_delay=timedelta(seconds=60),
    forgotten_after=timedelta(hours=1),
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'auth.sqlite3'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    migrate(database)
    yield database
    database.close()


def write_and_fail(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO known_places (subject, known_until) VALUES ('ada', '2026-01-01')"))
        raise ZeroDivisionError


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2)])
def test_sqlite_is_told_to_be_careful(database: Database, pragma: str, value: object) -> None:
    with database.reading() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_a_session_needs_its_account(database: Database) -> None:
    token = RefreshToken(IDENTIFIERS.session_id(), IDENTIFIERS.secret(), IDENTIFIERS.secret())
    with pytest.raises(IntegrityError):
        SqlSessions(database).add(Session.start(token, IDENTIFIERS.user_id(), Client("", ""), START))


def test_a_store_that_cannot_be_reached_is_said_to_be_unavailable(tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path / 'missing' / 'auth.sqlite3'}")
    with pytest.raises(StoreUnavailable):
        nowhere.check()
    with pytest.raises(StoreUnavailable):
        SqlAccounts(nowhere).find(IDENTIFIERS.user_id())


def test_a_store_that_answers_is_no_reason_to_complain(database: Database) -> None:
    database.check()


def test_messages_of_errors_do_not_name_values(database: Database) -> None:
    token = RefreshToken(IDENTIFIERS.session_id(), IDENTIFIERS.secret(), IDENTIFIERS.secret())
    with pytest.raises(IntegrityError) as failure:
        SqlSessions(database).add(Session.start(token, IDENTIFIERS.user_id(), Client("203.0.113.7", ""), START))
    assert "203.0.113.7" not in str(failure.value)


def test_a_failure_halfway_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database)
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM known_places")).scalar_one() == 0


def test_counters_that_no_longer_count_are_dropped(database: Database, tmp_path: Path) -> None:
    throttle = SqlThrottle(database)
    throttle.admit("old", POLICY, START)
    throttle.remember("old place", START + timedelta(minutes=1), "ada")
    throttle.admit("new", POLICY, START + timedelta(hours=2))
    with sqlite3.connect(tmp_path / "auth.sqlite3") as connection:
        assert connection.execute("SELECT subject FROM sign_in_attempts").fetchall() == [("new",)]
        assert connection.execute("SELECT subject FROM known_places").fetchall() == []


def test_a_moment_without_time_zone_is_not_stored() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 1), sqlite.dialect())  # noqa: DTZ001  # the mistake under test
