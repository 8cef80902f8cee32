from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.argon2.password_hasher import Argon2Parameters, Argon2PasswordHasher
from momento_auth.domain.accounts.password import PasswordHash

from tests.fakes.auth.password_hasher import CheapPasswordHasher

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_auth.application.ports.password_hasher import PasswordHasher

PASSWORDS = ["engine of difference", "", "ПарольНаРусском", "with : and $ and \x00", "x" * 10_000, " trailing "]


def argon2(strength: int) -> PasswordHasher:
    return Argon2PasswordHasher(Argon2Parameters(memory_kibibytes=64 * strength, iterations=1))


def cheap(strength: int) -> PasswordHasher:
    return CheapPasswordHasher(f"v{strength}")


@pytest.fixture(params=[cheap, argon2])
def make(request: pytest.FixtureRequest) -> Callable[[int], PasswordHasher]:
    chosen: Callable[[int], PasswordHasher] = request.param
    return chosen


@pytest.fixture
def hasher(make: Callable[[int], PasswordHasher]) -> PasswordHasher:
    return make(1)


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_hash_matches_exactly_its_password(hasher: PasswordHasher, password: str) -> None:
    password_hash = hasher.hash(password)
    assert hasher.matches(password, password_hash)
    assert not hasher.matches(password + "x", password_hash)
    assert not hasher.matches(password.upper() + " ", password_hash)


def test_two_hashes_of_one_password_differ(hasher: PasswordHasher) -> None:
    assert hasher.hash("same") != hasher.hash("same")


def test_a_new_hash_is_not_outdated(hasher: PasswordHasher) -> None:
    assert not hasher.is_outdated(hasher.hash("a password"))


def test_a_hash_with_other_parameters_is_outdated_and_still_matches(make: Callable[[int], PasswordHasher]) -> None:
    former, present = make(1), make(2)
    password_hash = former.hash("a password")
    assert present.is_outdated(password_hash)
    assert present.matches("a password", password_hash)


def test_a_damaged_hash_is_an_error_and_not_a_wrong_password(hasher: PasswordHasher) -> None:
    with pytest.raises(ValueError, match="damaged"):
        hasher.matches("a password", PasswordHash("damaged"))


def test_the_parameters_are_those_that_owasp_recommends() -> None:
    password_hash = Argon2PasswordHasher(Argon2Parameters()).hash("a password")
    assert password_hash.encoded.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
