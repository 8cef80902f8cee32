from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from momento_auth.adapters.outbound.ed25519.key_ring import KeyRing
from momento_auth.adapters.outbound.ed25519.sealing import Seal, SealBroken
from momento_auth.domain.tokens.key_rotation import KeySchedule

from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.signing_keys import InMemorySigningKeys

SEAL = Seal(b"k" * 32)
SCHEDULE = KeySchedule(longest_age=timedelta(days=30), lead=timedelta(minutes=10))
INSTANT = timedelta(microseconds=1)


def ring_on(signing_keys: InMemorySigningKeys, clock: SettableClock | None = None) -> KeyRing:
    return KeyRing(signing_keys, SEAL, SCHEDULE, clock or SettableClock())


def published(ring: KeyRing) -> list[str]:
    return [key.key_id for key in ring.verification_keys()]


@pytest.fixture
def signing_keys() -> InMemorySigningKeys:
    return InMemorySigningKeys()


def test_the_first_start_makes_a_key_and_the_next_one_finds_it(signing_keys: InMemorySigningKeys) -> None:
    first = ring_on(signing_keys)
    second = ring_on(signing_keys)
    assert first.signing_key().key_id == second.signing_key().key_id
    assert len(signing_keys.newest_first()) == 1


def test_processes_that_start_at_once_agree_on_one_key(signing_keys: InMemorySigningKeys) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = pool.map(lambda _: ring_on(signing_keys), range(8))
    assert len({ring.signing_key().key_id for ring in rings}) == 1


def test_the_private_part_is_stored_sealed(signing_keys: InMemorySigningKeys) -> None:
    ring = ring_on(signing_keys)
    private = str(ring.signing_key().private.as_dict(private=True)["d"]).encode()
    assert private not in signing_keys.newest_first()[0].sealed_private


def test_the_public_keys_have_no_private_part(signing_keys: InMemorySigningKeys) -> None:
    ring = ring_on(signing_keys)
    [key] = ring.verification_keys()
    jwk = json.loads(key.jwk)
    assert "d" not in jwk
    assert (jwk["kty"], jwk["crv"], jwk["kid"]) == ("OKP", "Ed25519", key.key_id)


def test_a_wrong_sealing_key_is_told_at_the_start(signing_keys: InMemorySigningKeys) -> None:
    ring_on(signing_keys)
    with pytest.raises(SealBroken):
        KeyRing(signing_keys, Seal(b"K" * 32), SCHEDULE, SettableClock())


def test_a_key_that_another_process_added_is_found_by_its_name(signing_keys: InMemorySigningKeys) -> None:
    ring = ring_on(signing_keys)
    elsewhere = InMemorySigningKeys()
    other = ring_on(elsewhere)
    signing_keys.add(replace(elsewhere.newest_first()[0], generation=2))
    assert ring.key(other.signing_key().key_id) is not None
    assert [key.key_id for key in ring.verification_keys()] == [other.signing_key().key_id, ring.signing_key().key_id]


def test_an_unknown_name_has_no_key(signing_keys: InMemorySigningKeys) -> None:
    assert ring_on(signing_keys).key("nobody") is None


def test_a_key_that_is_old_enough_is_followed_by_one_that_is_published_before_it_signs(
    signing_keys: InMemorySigningKeys,
) -> None:
    clock = SettableClock()
    ring = ring_on(signing_keys, clock)
    first = ring.signing_key().key_id
    clock.advance(SCHEDULE.longest_age - INSTANT)
    assert ring.signing_key().key_id == first
    assert published(ring) == [first]
    clock.advance(INSTANT + SCHEDULE.look_interval)
    assert ring.signing_key().key_id == first
    second, old = published(ring)
    assert old == first
    clock.advance(SCHEDULE.lead - INSTANT)
    assert ring.signing_key().key_id == first
    clock.advance(INSTANT)
    assert ring.signing_key().key_id == second


def test_a_key_made_by_command_signs_in_every_process_from_the_same_moment(signing_keys: InMemorySigningKeys) -> None:
    clock = SettableClock()
    one, two = ring_on(signing_keys, clock), ring_on(signing_keys, clock)
    first = one.signing_key().key_id
    made = ring_on(signing_keys, clock).rotate()
    clock.advance(SCHEDULE.lead - INSTANT)
    assert {one.signing_key().key_id, two.signing_key().key_id} == {first}
    clock.advance(INSTANT)
    assert {one.signing_key().key_id, two.signing_key().key_id} == {made.key_id}


def test_processes_that_find_a_key_too_old_at_once_make_one(signing_keys: InMemorySigningKeys) -> None:
    clock = SettableClock()
    rings = [ring_on(signing_keys, clock) for _ in range(8)]
    clock.advance(SCHEDULE.longest_age)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(KeyRing.signing_key, rings))
    assert [key.generation for key in signing_keys.newest_first()] == [2, 1]


def test_an_old_key_is_known_until_the_last_token_that_it_may_have_signed_has_expired(
    signing_keys: InMemorySigningKeys,
) -> None:
    clock = SettableClock()
    ring = ring_on(signing_keys, clock)
    first = ring.signing_key().key_id
    second = ring.rotate().key_id
    clock.advance(SCHEDULE.lead + timedelta(hours=24))
    ring.signing_key()
    assert published(ring) == [second, first]
    assert ring.key(first) is not None
    clock.advance(SCHEDULE.look_interval + timedelta(minutes=2))
    ring.signing_key()
    assert published(ring) == [second]
    assert ring.key(first) is None
