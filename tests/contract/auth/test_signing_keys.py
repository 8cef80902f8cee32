from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.signing_keys import SqlSigningKeys
from momento_auth.application.ports.signing_keys import SealedKey

from tests.fakes.auth.clock import START
from tests.fakes.auth.signing_keys import InMemorySigningKeys

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.signing_keys import SigningKeys


@pytest.fixture
def signing_keys(database: Database | None) -> SigningKeys:
    return SqlSigningKeys(database) if database else InMemorySigningKeys()


def key(key_id: str, generation: int) -> SealedKey:
    return SealedKey(
        key_id=key_id, generation=generation, public_jwk="{}", sealed_private=b"\x00sealed", created_at=START
    )


def test_there_is_no_key_at_first(signing_keys: SigningKeys) -> None:
    assert list(signing_keys.newest_first()) == []


def test_keys_come_back_as_they_were_newest_first(signing_keys: SigningKeys) -> None:
    first, second = key("a", 1), key("b", 2)
    assert signing_keys.add(first)
    assert signing_keys.add(second)
    assert list(signing_keys.newest_first()) == [second, first]


def test_a_generation_has_one_key(signing_keys: SigningKeys) -> None:
    signing_keys.add(key("a", 1))
    assert not signing_keys.add(key("b", 1))
    assert list(signing_keys.newest_first()) == [key("a", 1)]


def test_of_several_first_keys_at_once_exactly_one_is_kept(signing_keys: SigningKeys) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(signing_keys.add, [key(f"key {number}", 1) for number in range(8)]))
    assert kept.count(True) == 1
    assert [found.key_id for found in signing_keys.newest_first()] == [f"key {kept.index(True)}"]


def test_a_key_is_removed_once_and_no_other_with_it(signing_keys: SigningKeys) -> None:
    signing_keys.add(key("a", 1))
    signing_keys.add(key("b", 2))
    assert [signing_keys.remove("a"), signing_keys.remove("a")] == [True, False]
    assert list(signing_keys.newest_first()) == [key("b", 2)]
