from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.api_keys import SqlApiKeys
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.api_keys.api_key import ApiKey
from momento_auth.domain.tokens.scope import Scope

from tests.fakes.auth.api_keys import InMemoryApiKeys
from tests.fakes.auth.clock import START
from tests.fakes.auth.identifiers import CountingIdentifiers

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.api_keys import ApiKeys

IDENTIFIERS = CountingIdentifiers()
USER_ID, OTHER_ID = IDENTIFIERS.user_id(), IDENTIFIERS.user_id()
LATER = START + timedelta(minutes=10)


@pytest.fixture
def api_keys(database: Database | None) -> ApiKeys:
    if database is None:
        return InMemoryApiKeys()
    for user_id in (USER_ID, OTHER_ID):
        SqlAccounts(database).add(
            Account(
                user_id=user_id,
                email=EmailAddress(f"{user_id}@example.org"),
                display_name=DisplayName("Ada"),
                password_hash=PasswordHash("hash"),
                created_at=START,
            )
        )
    return SqlApiKeys(database)


def key() -> ApiKey:
    return ApiKey(
        key_id=IDENTIFIERS.session_id(),
        user_id=USER_ID,
        name=DisplayName("backup 👩‍💻"),
        scopes=frozenset({Scope.MEDIA_READ, Scope.MEDIA_WRITE}),
        digest=b"\x00" * 32,
        created_at=START,
        expires_at=START + timedelta(days=30),
    )


def test_a_key_is_found_as_it_was_kept(api_keys: ApiKeys) -> None:
    kept = key()
    api_keys.add(kept)
    assert api_keys.find(kept.key_id) == kept
    assert api_keys.find(IDENTIFIERS.session_id()) is None


def test_the_keys_of_an_account_are_listed_newest_first_without_revoked_ones(api_keys: ApiKeys) -> None:
    old, revoked, young = key(), key(), replace(key(), created_at=LATER)
    for each in (old, revoked, young, replace(key(), user_id=OTHER_ID)):
        api_keys.add(each)
    api_keys.revoke(revoked.key_id, LATER)
    assert list(api_keys.of(USER_ID)) == [young, old]


def test_a_key_is_revoked_once_and_told_of(api_keys: ApiKeys) -> None:
    kept, other = key(), key()
    api_keys.add(kept)
    api_keys.add(other)
    assert [api_keys.revoke(kept.key_id, LATER), api_keys.revoke(kept.key_id, START)] == [True, False]
    assert not api_keys.revoke(IDENTIFIERS.session_id(), LATER)
    assert api_keys.find(kept.key_id) == replace(kept, revoked_at=LATER)
    assert list(api_keys.revoked_since(LATER)) == [kept.key_id]
    assert list(api_keys.revoked_since(LATER + timedelta(seconds=1))) == []


def test_the_last_use_moves_forward_only(api_keys: ApiKeys) -> None:
    kept, other = key(), key()
    api_keys.add(kept)
    api_keys.add(other)
    for moment in (START, LATER, START):
        api_keys.used(kept.key_id, moment)
    assert api_keys.find(kept.key_id) == replace(kept, last_used_at=LATER)
    assert api_keys.find(other.key_id) == other


def test_every_key_of_an_account_is_revoked_and_nobody_elses(api_keys: ApiKeys) -> None:
    first, second, foreign = key(), key(), replace(key(), user_id=OTHER_ID)
    for each in (first, second, foreign):
        api_keys.add(each)
    api_keys.revoke(second.key_id, START)
    assert list(api_keys.revoke_all(USER_ID, LATER)) == [first.key_id]
    assert api_keys.find(first.key_id) == replace(first, revoked_at=LATER)
    assert api_keys.find(foreign.key_id) == foreign


def test_of_keys_that_come_at_once_no_more_are_kept_than_there_is_room_for(api_keys: ApiKeys) -> None:
    revoked, foreign = key(), replace(key(), user_id=OTHER_ID)
    for each in (revoked, foreign):
        api_keys.add(each)
    api_keys.revoke(revoked.key_id, LATER)
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda made: api_keys.add(made, 3), [key() for _ in range(20)]))
    assert kept.count(True) == len(api_keys.of(USER_ID)) == 3
