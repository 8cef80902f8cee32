"""The schema, made and unmade under data, on every database."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.schema import REVERSIBLE_TO, migrate, migrate_back
from momento_auth.adapters.outbound.sql.sessions import SqlSessions
from momento_auth.adapters.outbound.sql.tables import metadata
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.refresh_token import RefreshToken
from momento_auth.domain.sessions.session import Session
from sqlalchemy import text

from tests.fakes.auth.clock import START
from tests.fakes.auth.identifiers import CountingIdentifiers

if TYPE_CHECKING:
    from collections.abc import Iterator

IDENTIFIERS = CountingIdentifiers()
NEWEST = "0010"


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url)
    yield database
    database.close()


def revision(database: Database) -> str:
    with database.reading() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def start_up(url: str) -> str:
    database = Database(url)
    migrate(database)
    return revision(database)


def rows(database: Database) -> list[list[tuple[object, ...]]]:
    """What the first schema knew, so that every revision can be asked for it."""
    queries = (
        "SELECT user_id, email, email_folded, display_name, password_hash, created_at FROM accounts",
        "SELECT session_id, user_id, user_agent, created_at, family_digest, token_digest, ended_at FROM sessions",
    )
    with database.reading() as connection:
        return [[tuple(row) for row in connection.execute(text(query))] for query in queries]


def populate(database: Database, email: str = "Ada@Straße.example") -> None:
    ada = Account(
        user_id=IDENTIFIERS.user_id(),
        email=EmailAddress(email),
        display_name=DisplayName("Ada 👩‍💻"),
        password_hash=PasswordHash("hash"),
        created_at=START,
    )
    SqlAccounts(database).add(ada)
    token = RefreshToken(IDENTIFIERS.session_id(), IDENTIFIERS.secret(), IDENTIFIERS.secret())
    SqlSessions(database).add(Session.start(token, ada.user_id, Client("192.0.2.1", "Firefox"), START))


def test_the_migrations_lead_to_the_tables_that_the_queries_expect(empty: Database) -> None:
    migrate(empty)
    assert revision(empty) == NEWEST
    with empty.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(empty: Database) -> None:
    migrate(empty)
    populate(empty)
    before = rows(empty)
    migrate(empty)
    assert rows(empty) == before


@pytest.mark.parametrize("target", REVERSIBLE_TO)
def test_data_outlive_the_way_back_and_the_way_there_again(empty: Database, target: str) -> None:
    migrate(empty)
    populate(empty)
    before = rows(empty)
    assert all(before)
    migrate_back(empty, target)
    assert (revision(empty), rows(empty)) == (target, before)
    migrate(empty)
    assert (revision(empty), rows(empty)) == (NEWEST, before)
    with empty.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_first_schema_is_not_undone(empty: Database) -> None:
    migrate(empty)
    populate(empty)
    before = rows(empty)
    with pytest.raises(ValueError, match="go back to"):
        migrate_back(empty, "base")
    assert (revision(empty), rows(empty)) == (NEWEST, before)


def test_every_revision_but_the_newest_can_be_gone_back_to() -> None:
    assert [*REVERSIBLE_TO, NEWEST] == [f"{number:04}" for number in range(1, int(NEWEST) + 1)]


def test_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawning) as pool:
        versions = list(pool.map(start_up, [empty_url] * 3))
    assert versions == [NEWEST] * 3


def test_an_account_kept_in_the_former_form_of_its_address_is_found_and_goes_back_unchanged(empty: Database) -> None:
    migrate(empty)
    populate(empty)
    migrate_back(empty, "0009")
    typed = EmailAddress("\u03b1\u0345\u0300@example.org").as_typed
    with empty.writing() as connection:
        writing = text("UPDATE accounts SET email = :email, email_folded = :folded")
        connection.execute(writing, {"email": typed, "folded": typed.casefold()})
    before = rows(empty)
    migrate(empty)
    found = SqlAccounts(empty).find_by_email(EmailAddress("\u0391\u0300\u0345@EXAMPLE.org"))
    assert found is not None
    migrate_back(empty, "0009")
    assert rows(empty) == before


def test_of_two_accounts_whose_addresses_become_one_the_elder_is_found_and_none_is_lost(empty: Database) -> None:
    migrate(empty)
    populate(empty)
    populate(empty, "bob@example.org")
    migrate_back(empty, "0009")
    one, other = "\u1fb3\u0300@example.org", "\u1f70\u0345@example.org"
    with empty.writing() as connection:
        ids = connection.execute(text("SELECT user_id FROM accounts ORDER BY user_id")).scalars().all()
        for user_id, folded in zip(ids, ("\u03b1\u03b9\u0300@x", "\u03b1\u0300\u03b9@x"), strict=True):
            writing = text("UPDATE accounts SET email = :email, email_folded = :folded WHERE user_id = :user_id")
            connection.execute(writing, {"email": one, "folded": folded, "user_id": user_id})
    migrate(empty)
    found = SqlAccounts(empty).find_by_email(EmailAddress(other))
    assert found is not None
    assert str(found.user_id) == ids[0]
    assert len(rows(empty)[0]) == len(ids)
