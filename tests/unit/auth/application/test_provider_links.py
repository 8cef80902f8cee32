from __future__ import annotations

import pytest
from momento_auth.domain.accounts.errors import PasswordWrong
from momento_auth.domain.sso.errors import (
    PasswordMissing,
    ProviderEmailDiffers,
    ProviderEmailUnverified,
    ProviderIdentityTaken,
    ProviderLinkUnknown,
    ProviderStateInvalid,
)

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World, person


def token(world: World) -> str:
    return world.signed_in().tokens.access_token


def test_the_owner_links_an_account_with_their_password_and_then_the_provider_opens_it(world: World) -> None:
    access_token = token(world)
    started = world.start_provider_link(access_token, PASSWORD, HOME)
    linked = world.finish_provider_sign_in(world.answer(started, person()), HOME)
    assert linked.signed_in is None
    ways = world.list_own_sign_in_ways(access_token)
    assert ways.has_password
    assert ways.link is not None
    assert ways.link.email.as_typed == EMAIL
    assert world.arrived(person(email="later@example.org")).account == linked.account


def test_a_stolen_token_links_nothing(world: World) -> None:
    access_token = token(world)
    with pytest.raises(PasswordWrong):
        world.start_provider_link(access_token, "guess", HOME)


@pytest.mark.parametrize(
    ("email", "verified", "refusal"),
    [("other@example.org", True, ProviderEmailDiffers), (EMAIL, False, ProviderEmailUnverified)],
)
def test_only_the_accounts_own_verified_address_is_linked(
    world: World, email: str, *, verified: bool, refusal: type[Exception]
) -> None:
    started = world.start_provider_link(token(world), PASSWORD, HOME)
    with pytest.raises(refusal):
        world.finish_provider_sign_in(world.answer(started, person(email=email, verified=verified)), HOME)


def test_nobody_is_linked_to_two_accounts_nor_an_account_to_two_people(world: World) -> None:
    world.arrived(person(email="elsewhere@example.org"))
    access_token = token(world)
    started = world.start_provider_link(access_token, PASSWORD, HOME)
    with pytest.raises(ProviderIdentityTaken):
        world.finish_provider_sign_in(world.answer(started, person()), HOME)
    again = world.start_provider_link(access_token, PASSWORD, HOME)
    world.finish_provider_sign_in(world.answer(again, person("ada-2")), HOME)
    with pytest.raises(ProviderIdentityTaken):
        world.start_provider_link(access_token, PASSWORD, HOME)


def test_an_account_that_went_away_meanwhile_is_not_linked(world: World) -> None:
    access_token = token(world)
    started = world.start_provider_link(access_token, PASSWORD, HOME)
    world.accounts._by_id.clear()
    with pytest.raises(ProviderStateInvalid):
        world.finish_provider_sign_in(world.answer(started, person()), HOME)


def test_a_link_is_taken_off_with_the_password(world: World) -> None:
    access_token = token(world)
    started = world.start_provider_link(access_token, PASSWORD, HOME)
    world.finish_provider_sign_in(world.answer(started, person()), HOME)
    with pytest.raises(PasswordWrong):
        world.unlink_provider(access_token, "guess")
    world.unlink_provider(access_token, PASSWORD)
    assert world.list_own_sign_in_ways(access_token).link is None
    with pytest.raises(ProviderLinkUnknown):
        world.unlink_provider(access_token, PASSWORD)


def test_the_only_way_in_is_not_taken_off(world: World) -> None:
    arrival = world.arrived(person())
    assert arrival.signed_in is not None
    access_token = arrival.signed_in.tokens.access_token
    assert not world.list_own_sign_in_ways(access_token).has_password
    with pytest.raises(PasswordMissing):
        world.unlink_provider(access_token, "")
    assert world.list_own_sign_in_ways(access_token).link is not None


def test_a_stranger_is_told_the_providers_name_and_who_may_register(world: World) -> None:
    ways = world.list_sign_in_ways()
    assert (ways.provider_name, ways.registration) == ("Example", "open")
