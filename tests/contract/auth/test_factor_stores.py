"""Challenges, apps, passkeys and recovery codes, in memory and in both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.challenges import SqlChallenges
from momento_auth.adapters.outbound.sql.passkeys import SqlPasskeys
from momento_auth.adapters.outbound.sql.recovery_codes import SqlRecoveryCodes
from momento_auth.adapters.outbound.sql.totps import SqlTotps
from momento_auth.application.mfa.stores import FactorStores
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.mfa.challenge import Challenge, Purpose
from momento_auth.domain.mfa.errors import PasskeyTaken
from momento_auth.domain.mfa.passkey import Credential, Passkey, PasskeyId
from momento_auth.domain.mfa.totp import Totp

from tests.fakes.auth.challenges import InMemoryChallenges
from tests.fakes.auth.clock import START
from tests.fakes.auth.identifiers import CountingIdentifiers
from tests.fakes.auth.passkeys import InMemoryPasskeys
from tests.fakes.auth.recovery_codes import InMemoryRecoveryCodes
from tests.fakes.auth.totps import InMemoryTotps

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_auth.adapters.outbound.sql.database import Database

IDENTIFIERS = CountingIdentifiers()
ADA, EVE = IDENTIFIERS.user_id(), IDENTIFIERS.user_id()
LATER = START + timedelta(minutes=5)


@pytest.fixture
def stores(database: Database | None) -> FactorStores:
    if database is None:
        return FactorStores(
            totps=InMemoryTotps(),
            passkeys=InMemoryPasskeys(),
            recovery_codes=InMemoryRecoveryCodes(),
            challenges=InMemoryChallenges(),
        )
    for user_id in (ADA, EVE):
        SqlAccounts(database).add(
            Account(
                user_id=user_id,
                email=EmailAddress(f"{user_id}@example.org"),
                display_name=DisplayName("Ada"),
                password_hash=PasswordHash("hash"),
                created_at=START,
            )
        )
    return FactorStores(
        totps=SqlTotps(database),
        passkeys=SqlPasskeys(database),
        recovery_codes=SqlRecoveryCodes(database),
        challenges=SqlChallenges(database),
    )


def wins(act: Callable[[], bool]) -> int:
    """Of twenty who do the same at once, how many are told that they did it."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda _: act(), range(20))).count(True)


def challenge(number: int) -> Challenge:
    return Challenge(
        digest=bytes([number]) * 32,
        purpose=Purpose.STEP_UP,
        user_id=ADA,
        session_id=IDENTIFIERS.session_id(),
        expires_at=LATER,
        tries_left=3,
    )


def passkey(number: int) -> Passkey:
    return Passkey(
        passkey_id=PasskeyId(str(IDENTIFIERS.session_id())),
        user_id=ADA,
        name=DisplayName("Telephone 👩‍💻"),
        credential=Credential(bytes([number]) * 1023, b"\x00key", 4_294_967_295),
        created_at=START,
    )


def test_a_challenge_is_found_as_it_was_kept_whoever_it_is_for(stores: FactorStores) -> None:
    for_ada, for_anybody = challenge(1), replace(challenge(2), user_id=None, session_id=None)
    for each in (for_ada, for_anybody):
        stores.challenges.add(each, START)
    assert [stores.challenges.find(it.digest) for it in (for_ada, for_anybody)] == [for_ada, for_anybody]
    assert stores.challenges.find(bytes(32)) is None


def test_a_challenge_has_so_many_tries_and_no_more(stores: FactorStores) -> None:
    stores.challenges.add(challenge(1), START)
    stores.challenges.add(challenge(2), START)
    assert wins(lambda: stores.challenges.count_try(challenge(1).digest)) == 3
    assert stores.challenges.count_try(challenge(2).digest)
    assert not stores.challenges.count_try(bytes(32))


def test_a_challenge_is_spent_once(stores: FactorStores) -> None:
    stores.challenges.add(challenge(1), START)
    stores.challenges.add(challenge(2), START)
    assert wins(lambda: stores.challenges.spend(challenge(1).digest)) == 1
    assert stores.challenges.find(challenge(2).digest) is not None


def test_what_has_expired_goes_when_another_challenge_comes(stores: FactorStores) -> None:
    stores.challenges.add(challenge(1), START)
    stores.challenges.add(replace(challenge(2), expires_at=LATER + timedelta(minutes=1)), START)
    stores.challenges.add(replace(challenge(3), expires_at=LATER + timedelta(minutes=5)), LATER)
    assert [stores.challenges.find(challenge(number).digest) is None for number in (1, 2, 3)] == [True, False, False]


def test_a_challenge_that_was_not_kept_before_is_met_once(stores: FactorStores) -> None:
    met = replace(challenge(1), user_id=None, session_id=None, tries_left=0)
    assert wins(lambda: stores.challenges.meet(met, START)) == 1
    assert not stores.challenges.count_try(met.digest)
    assert stores.challenges.meet(replace(met, digest=challenge(2).digest), START)


def test_all_challenges_of_one_account_are_dropped(stores: FactorStores) -> None:
    stores.challenges.add(challenge(1), START)
    stores.challenges.add(replace(challenge(2), user_id=EVE), START)
    stores.challenges.drop_of(ADA)
    assert [stores.challenges.find(challenge(number).digest) is None for number in (1, 2)] == [True, False]


def test_an_app_is_begun_again_until_it_is_confirmed(stores: FactorStores) -> None:
    first, second = (Totp(user_id=ADA, sealed_secret=secret, created_at=START) for secret in (b"\x00one", b"two"))
    assert stores.totps.find(ADA) is None
    assert not stores.totps.confirm(ADA, 1, START)
    assert stores.totps.begin(first)
    assert stores.totps.begin(second)
    assert not stores.totps.use(ADA, 5, LATER)
    assert wins(lambda: stores.totps.confirm(ADA, 4, LATER)) == 1
    assert not stores.totps.begin(first)
    assert stores.totps.find(ADA) == replace(second, confirmed_at=LATER, last_step=4)
    assert not stores.has_totp(EVE)


def test_a_step_is_used_once_and_never_after_a_later_one(stores: FactorStores) -> None:
    for user_id in (ADA, EVE):
        stores.totps.begin(Totp(user_id=user_id, sealed_secret=b"secret", created_at=START))
        stores.totps.confirm(user_id, 3_000_000_000, START)
    assert wins(lambda: stores.totps.use(ADA, 3_000_000_001, LATER)) == 1
    assert not stores.totps.use(ADA, 3_000_000_000, LATER)
    kept, other = stores.totps.find(ADA), stores.totps.find(EVE)
    assert kept is not None
    assert other is not None
    assert (kept.last_step, kept.last_used_at, other.last_step) == (3_000_000_001, LATER, 3_000_000_000)


def test_only_a_confirmed_app_counts_as_removed(stores: FactorStores) -> None:
    stores.totps.begin(Totp(user_id=ADA, sealed_secret=b"secret", created_at=START))
    assert not stores.totps.remove(ADA)
    assert stores.totps.find(ADA) is None
    stores.totps.begin(Totp(user_id=ADA, sealed_secret=b"secret", created_at=START))
    stores.totps.confirm(ADA, 1, START)
    assert [stores.totps.remove(ADA), stores.totps.remove(ADA)] == [True, False]


def test_passkeys_are_listed_newest_first_and_found_by_their_credential(stores: FactorStores) -> None:
    old, young = passkey(1), replace(passkey(2), created_at=LATER)
    for each in (old, young, replace(passkey(3), user_id=EVE)):
        stores.passkeys.add(each)
    assert list(stores.passkeys.of(ADA)) == [young, old]
    assert stores.passkeys.find_by_credential(old.credential.credential_id) == old
    assert stores.passkeys.find_by_credential(b"unknown") is None


def test_no_credential_is_kept_twice(stores: FactorStores) -> None:
    stores.passkeys.add(passkey(1))
    with pytest.raises(PasskeyTaken):
        stores.passkeys.add(replace(passkey(1), user_id=EVE))


def test_a_use_is_noted_by_who_knows_the_count(stores: FactorStores) -> None:
    kept, other = replace(passkey(1), credential=Credential(b"one", b"key", 7)), passkey(2)
    stores.passkeys.add(kept)
    stores.passkeys.add(other)
    assert wins(lambda: stores.passkeys.used(kept, 8, LATER)) == 1
    assert list(stores.passkeys.of(ADA)) == sorted(
        (replace(kept, credential=Credential(b"one", b"key", 8), last_used_at=LATER), other),
        key=lambda it: it.passkey_id,
        reverse=True,
    )


def test_a_passkey_is_renamed_and_removed_by_its_owner(stores: FactorStores) -> None:
    kept = passkey(1)
    stores.passkeys.add(kept)
    name = DisplayName("Old telephone")
    assert [stores.passkeys.rename(user_id, kept.passkey_id, name) for user_id in (EVE, ADA)] == [False, True]
    assert list(stores.passkeys.of(ADA)) == [replace(kept, name=name)]
    assert [stores.passkeys.remove(user_id, kept.passkey_id) for user_id in (EVE, ADA, ADA)] == [False, True, False]
    assert not stores.has_factor(ADA)


def test_a_recovery_code_is_used_once_by_its_owner(stores: FactorStores) -> None:
    stores.recovery_codes.replace(ADA, [b"a" * 32, b"b" * 32])
    stores.recovery_codes.replace(EVE, [b"a" * 32])
    assert not stores.recovery_codes.use(EVE, b"b" * 32)
    assert wins(lambda: stores.recovery_codes.use(ADA, b"a" * 32)) == 1
    assert [stores.recovery_codes.left(user_id) for user_id in (ADA, EVE)] == [1, 1]


def test_new_recovery_codes_take_the_place_of_the_former_ones(stores: FactorStores) -> None:
    stores.recovery_codes.replace(ADA, [b"a" * 32])
    stores.recovery_codes.replace(EVE, [b"e" * 32])
    stores.recovery_codes.replace(ADA, [b"b" * 32, b"c" * 32])
    assert not stores.recovery_codes.use(ADA, b"a" * 32)
    assert stores.recovery_codes.left(ADA) == 2
    stores.recovery_codes.replace(ADA, [])
    assert [stores.recovery_codes.left(user_id) for user_id in (ADA, EVE)] == [0, 1]
