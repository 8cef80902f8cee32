from __future__ import annotations

import pytest
from momento_auth.adapters.outbound.zxcvbn.common_passwords import common_passwords


def test_more_than_three_thousand_are_long_enough_to_matter() -> None:
    assert sum(len(password) >= 8 for password in common_passwords()) >= 3000


@pytest.mark.parametrize("password", ["password", "12345678", "iloveyou", "baseball", "qwertyuiop"])
def test_the_usual_suspects_are_listed(password: str) -> None:
    assert password in common_passwords()


def test_all_are_in_the_form_that_they_are_compared_in() -> None:
    assert all(password == password.casefold() for password in common_passwords())
