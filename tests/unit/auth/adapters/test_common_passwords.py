from __future__ import annotations

import random
from string import ascii_lowercase, digits

import pytest
from momento_auth.adapters.outbound.common_passwords.common_passwords import common_passwords
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import PasswordRefused
from momento_auth.domain.accounts.password import PasswordRules

EMAIL = EmailAddress("ada@example.org")


def test_the_commonest_hundred_thousand_are_listed_but_for_the_shortest() -> None:
    assert len(common_passwords()) == 96_442
    assert sum(len(password) >= 8 for password in common_passwords()) >= 38_000


PREDICTABLE = [
    "123456789012",
    "qwertyuiop12",
    "aaaaaaaaaaaa",
    "abcdefghijkl",
    "passwordpassword",
    "1q2w3e4r5t6y",
    "Password123!",
    "098765432109",
    "11223344556677",
    "qazwsxedcrfv",
    "1qaz2wsx3edc4rfv",
    "zyxwvutsrqponm",
    "asdfghjkl;asdfghjkl;",
    "monkeymonkey!!",
    "iloveyou2024",
    "!!monkey123456",
    "абвгдежзийкл",
    "abababababababab",
    "!@#$%^&*()",
    "azertyuiopqsdf",
]


@pytest.mark.parametrize("password", PREDICTABLE)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        PasswordRules(common_passwords()).check(password, EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "violet tractor",
        "engine of difference",
        "correct horse battery staple",
        "another engine",
        "a third engine",
        "xk7#mQp2",
        "violettractorviolettractor",
        "Ich mag 3 Gurken",
        "1999 was a good year",
        "日本の写真とアルバム",
    ],
)
def test_what_nobody_guesses_is_taken(password: str) -> None:
    PasswordRules(common_passwords()).check(password, EMAIL)


def test_of_random_passwords_of_eight_letters_hardly_one_is_refused() -> None:
    rules, letters = PasswordRules(common_passwords()), random.Random(7)  # noqa: S311  # the same ones each time
    made = ("".join(letters.choices(ascii_lowercase + digits, k=8)) for _ in range(2000))
    assert sum(map(_is_refused, made, [rules] * 2000)) <= 10


def test_the_longest_password_is_judged_at_once() -> None:
    rules = PasswordRules(common_passwords())
    for password in ("4@8({[<369610!1|175$5+7x%2" * 5, "1!|i" * 32, "a" * 128):
        _is_refused(password[:128], rules)


def _is_refused(password: str, rules: PasswordRules) -> bool:
    try:
        rules.check(password, EMAIL)
    except PasswordRefused:
        return True
    return False


@pytest.mark.parametrize("password", ["password", "12345678", "iloveyou", "baseball", "qwertyuiop", "1q2w3e4r5t6y"])
def test_the_usual_suspects_are_listed(password: str) -> None:
    assert password in common_passwords()


def test_all_are_in_the_form_that_they_are_compared_in() -> None:
    assert all(password == password.casefold() for password in common_passwords())
