from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from momento_auth.adapters.outbound.ed25519.key_ring import KeyRing
from momento_auth.adapters.outbound.ed25519.sealing import Seal, SealBroken

from tests.fakes.auth.clock import START
from tests.fakes.auth.signing_keys import InMemorySigningKeys

SEAL = Seal(b"k" * 32)


@pytest.fixture
def signing_keys() -> InMemorySigningKeys:
    return InMemorySigningKeys()


def test_the_first_start_makes_a_key_and_the_next_one_finds_it(signing_keys: InMemorySigningKeys) -> None:
    first = KeyRing(signing_keys, SEAL, START)
    second = KeyRing(signing_keys, SEAL, START)
    assert first.current_id == second.current_id
    assert len(signing_keys.newest_first()) == 1


def test_processes_that_start_at_once_agree_on_one_key(signing_keys: InMemorySigningKeys) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = pool.map(lambda _: KeyRing(signing_keys, SEAL, START), range(8))
    assert len({ring.current_id for ring in rings}) == 1


def test_the_private_part_is_stored_sealed(signing_keys: InMemorySigningKeys) -> None:
    ring = KeyRing(signing_keys, SEAL, START)
    private = str(ring.current.as_dict(private=True)["d"]).encode()
    assert private not in signing_keys.newest_first()[0].sealed_private


def test_the_public_keys_have_no_private_part(signing_keys: InMemorySigningKeys) -> None:
    ring = KeyRing(signing_keys, SEAL, START)
    [key] = ring.verification_keys()
    jwk = json.loads(key.jwk)
    assert "d" not in jwk
    assert (jwk["kty"], jwk["crv"], jwk["kid"]) == ("OKP", "Ed25519", key.key_id)


def test_a_wrong_sealing_key_is_told_at_the_start(signing_keys: InMemorySigningKeys) -> None:
    KeyRing(signing_keys, SEAL, START)
    with pytest.raises(SealBroken):
        KeyRing(signing_keys, Seal(b"K" * 32), START)


def test_a_key_that_another_process_added_is_found_by_its_name(signing_keys: InMemorySigningKeys) -> None:
    ring = KeyRing(signing_keys, SEAL, START)
    elsewhere = InMemorySigningKeys()
    other = KeyRing(elsewhere, SEAL, START)
    signing_keys.add(replace(elsewhere.newest_first()[0], generation=2))
    assert ring.key(other.current_id) is not None
    assert [key.key_id for key in ring.verification_keys()] == [other.current_id, ring.current_id]


def test_an_unknown_name_has_no_key(signing_keys: InMemorySigningKeys) -> None:
    assert KeyRing(signing_keys, SEAL, START).key("nobody") is None
