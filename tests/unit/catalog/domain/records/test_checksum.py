from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.domain.errors import ChecksumInvalid
from momento_catalog.domain.records.checksum import MAX_CHECKSUMS, Sha256, asked_checksums

from tests.fakes.catalog.samples import sha256_of

DIGITS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(DIGITS)
def test_a_checksum_is_read_as_it_is_written(text: str) -> None:
    assert str(Sha256(text)) == text


@pytest.mark.parametrize(
    "text", ["", "ab" * 31, "ab" * 33, "AB" * 32, "ag" * 32, "ab" * 32 + "\n", " " + "ab" * 32, "\u0661" * 64]
)
def test_what_is_no_checksum_is_refused(text: str) -> None:
    with pytest.raises(ChecksumInvalid):
        Sha256(text)


@given(st.lists(DIGITS, max_size=20).flatmap(lambda texts: st.permutations(texts * 2)))
def test_each_checksum_is_asked_for_once_and_in_order(texts: list[str]) -> None:
    assert [str(checksum) for checksum in asked_checksums(texts)] == list(dict.fromkeys(texts))


def test_no_more_than_five_hundred_are_asked_for() -> None:
    texts = [str(sha256_of(number)) for number in range(MAX_CHECKSUMS)]
    assert len(asked_checksums(texts)) == 500
    with pytest.raises(ChecksumInvalid, match="500"):
        asked_checksums([*texts, texts[0]])
