from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.domain.mfa.errors import ProofWrong
from momento_auth.domain.mfa.recovery_code import RecoveryCode


@given(st.text())
def test_a_code_has_four_groups_of_six_and_is_read_as_it_was_told(secret: str) -> None:
    code = RecoveryCode.of(secret)
    assert [len(group) for group in code.reveal().split("-")] == [6, 6, 6, 6]
    assert RecoveryCode.parse(code.reveal()) == code
    assert RecoveryCode.parse(f" {code.reveal().upper().replace('-', ' ')}\n") == code


def test_characters_that_look_alike_may_be_mistaken() -> None:
    assert RecoveryCode.parse("OIL000-000000-000000-000000") == RecoveryCode("011" + "0" * 21)


def test_codes_of_different_secrets_differ_in_text_and_digest() -> None:
    codes = [RecoveryCode.of(str(number)) for number in range(1000)]
    assert len({code.reveal() for code in codes}) == len({code.digest for code in codes}) == 1000


@pytest.mark.parametrize("text", ["", "123456", "u" * 24, "a" * 23, "a" * 25, "é" * 24, "a" * 23 + "\0"])
def test_anything_else_is_no_code(text: str) -> None:
    with pytest.raises(ProofWrong):
        RecoveryCode.parse(text)


def test_a_code_is_not_printed() -> None:
    assert RecoveryCode.of("secret").characters not in repr(RecoveryCode.of("secret"))
