from __future__ import annotations

import pytest
from momento_auth.domain.errors import DisplayNameInvalid, EmailInvalid, EmailTaken, PasswordRefused, RegistrationClosed

from tests.fakes.auth.world import EMAIL, PASSWORD, World


def test_an_account_is_made_and_kept(world: World) -> None:
    account = world.register_account(EMAIL, PASSWORD, " Ada ")
    assert world.accounts.find(account.user_id) == account
    assert account.display_name.text == "Ada"
    assert account.created_at == world.clock.now()


def test_an_address_can_have_one_account_only(world: World) -> None:
    world.registered()
    with pytest.raises(EmailTaken):
        world.register_account(EMAIL.upper(), PASSWORD, "Another Ada")


@pytest.mark.parametrize(
    ("email", "password", "name", "refusal"),
    [
        ("nobody", PASSWORD, "Ada", EmailInvalid),
        (EMAIL, PASSWORD, "", DisplayNameInvalid),
        (EMAIL, "password1", "Ada", PasswordRefused),
    ],
)
def test_values_that_break_a_rule_make_no_account(
    world: World, email: str, password: str, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        world.register_account(email, password, name)
    world.registered()


def test_a_closed_house_takes_nobody() -> None:
    with pytest.raises(RegistrationClosed):
        World(registration_is_open=False).registered()
