from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.adapters.outbound.ed25519.sealing import Seal, SealBroken

SEAL = Seal(b"k" * 32)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_again(content: bytes, name: str) -> None:
    assert SEAL.open(SEAL.close(content, name), name) == content


def test_sealing_twice_gives_two_results() -> None:
    assert SEAL.close(b"secret", "a") != SEAL.close(b"secret", "a")


def test_the_content_does_not_show() -> None:
    assert b"secret" not in SEAL.close(b"secret", "a")


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken, match="MOMENTO_AUTH_SEALING_KEY"):
        Seal(b"K" * 32).open(SEAL.close(b"secret", "a"), "a")


def test_it_does_not_open_under_another_name() -> None:
    with pytest.raises(SealBroken):
        SEAL.open(SEAL.close(b"secret", "a"), "b")


@given(st.integers(0, 33))
def test_one_changed_byte_breaks_the_seal(position: int) -> None:
    sealed = bytearray(SEAL.close(b"secret", "a"))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        SEAL.open(bytes(sealed), "a")


def test_a_sealed_key_cut_short_does_not_open() -> None:
    with pytest.raises(SealBroken):
        SEAL.open(b"", "a")
