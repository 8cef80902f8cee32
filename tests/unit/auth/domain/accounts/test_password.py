from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import PasswordRefused
from momento_auth.domain.accounts.password import PasswordHash, PasswordRules
from momento_auth.domain.accounts.password_patterns import repeated_block, unpredictable_length

RULES = PasswordRules(frozenset({"password1", "qwertyuiop"}))
EMAIL = EmailAddress("Ada.Lovelace@example.org")


@pytest.mark.parametrize(
    "password", ["tr0ub4do", "all small and long", "ПарольНаРусском", "🐎🔋📎🐎🌍📎🐙🔋", "  spaces  "]
)
def test_any_character_will_do_and_none_is_demanded(password: str) -> None:
    RULES.check(password, EMAIL)


def test_eight_characters_are_enough_and_seven_are_not() -> None:
    RULES.check("xk7#mQp2", EMAIL)
    with pytest.raises(PasswordRefused, match="at least 8"):
        RULES.check("xk7#mQp", EMAIL)


def test_128_characters_are_taken_and_129_are_not() -> None:
    long = "a violet tractor hums at 42 moons; " * 4
    RULES.check(long[:128], EMAIL)
    with pytest.raises(PasswordRefused, match="at most 128"):
        RULES.check(long[:129], EMAIL)


@pytest.mark.parametrize("password", ["password1", "PassWord1", "QWERTYUIOP"])
def test_common_passwords_are_refused_in_any_case(password: str) -> None:
    with pytest.raises(PasswordRefused, match="Many people"):
        RULES.check(password, EMAIL)


def test_a_password_known_from_a_breach_is_refused_as_it_was_typed() -> None:
    rules = PasswordRules(frozenset(), breached=frozenset({"Xk7#mQp2"}))
    rules.check("xk7#mQp2", EMAIL)
    with pytest.raises(PasswordRefused, match="breach of another service"):
        rules.check("Xk7#mQp2", EMAIL)


@pytest.mark.parametrize(
    "password",
    ["momento!", "Momento2026", "lovelace99", "ada.lovelace1", "ada.lovelace@example.org!", "momentomomento"],
)
def test_little_more_than_the_persons_or_the_products_name_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused, match="little more than"):
        RULES.check(password, EMAIL)


def test_a_context_word_beside_enough_else_is_no_reason_to_refuse() -> None:
    RULES.check("momento mori, carpe diem", EMAIL)


def test_an_address_of_one_letter_does_not_forbid_that_letter() -> None:
    RULES.check("bananas!!", EmailAddress("a@example.org"))


@given(st.text(min_size=8, max_size=128))
def test_any_text_is_judged_and_a_pattern_is_never_longer_than_the_text(password: str) -> None:
    assert 0 < unpredictable_length(password) <= len(password)
    assert password.startswith(repeated_block(password))


@pytest.mark.parametrize("password", ["password1password1", "!password1?", "PASSWORD2024", "passwordpassword!"])
def test_a_common_password_repeated_or_with_little_around_it_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused, match="Many people"):
        PasswordRules(frozenset({"password1", "password"})).check(password, EMAIL)


@pytest.mark.parametrize("password", ["1234567890", "lkjhgfdsaq", "1a2b3c4d5e6f", "aaaabbbbcccc", "xyzxyzxyzxyz"])
def test_a_pattern_is_refused_whatever_its_length(password: str) -> None:
    with pytest.raises(PasswordRefused, match="row of keys"):
        RULES.check(password, EMAIL)


def test_a_hash_is_not_printed() -> None:
    assert "argon2" not in repr(PasswordHash("$argon2id$v=19$..."))
