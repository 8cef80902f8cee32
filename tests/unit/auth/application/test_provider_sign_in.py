from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from momento_auth.application.sso.complete import FinishProviderSignIn
from momento_auth.application.sso.start import StartProviderSignIn
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import CredentialsWrong, RegistrationClosed
from momento_auth.domain.accounts.registration import Registration
from momento_auth.domain.sso.errors import (
    IdTokenIssuerWrong,
    ProviderCodeRefused,
    ProviderDenied,
    ProviderDomainRefused,
    ProviderEmailUnverified,
    ProviderLinkNeeded,
    ProviderNotConfigured,
    ProviderStateInvalid,
    ProviderUnavailable,
)
from momento_auth.domain.sso.flow import START_POLICY, FlowSecrets
from momento_auth.domain.sso.provider import JoiningRules
from momento_auth.domain.throttling import TooManyAttempts

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World, person, reset_in


def test_a_stranger_gets_an_account_under_the_verified_address_and_is_signed_in(world: World) -> None:
    arrival = world.arrived(person())
    assert arrival.registered
    assert arrival.account.email == EmailAddress(EMAIL)
    assert arrival.account.display_name.text == "Ada Lovelace"
    assert arrival.signed_in is not None
    assert world.verify_token(arrival.signed_in.tokens.access_token).account == arrival.account


def test_the_same_person_comes_back_to_the_same_account(world: World) -> None:
    first, second = world.arrived(person()), world.arrived(person())
    assert second.account == first.account
    assert not second.registered


def test_another_address_at_the_provider_changes_nothing_not_even_an_unverified_one(world: World) -> None:
    first = world.arrived(person())
    moved = world.arrived(person(email="mallory@example.org", verified=False))
    assert moved.account == first.account


def test_the_name_of_somebody_is_theirs_alone_not_that_of_their_address(world: World) -> None:
    world.arrived(person())
    with pytest.raises(ProviderLinkNeeded):
        world.arrived(person("somebody-else"))


def test_an_account_with_a_password_is_not_opened_by_its_address(world: World) -> None:
    account = world.registered()
    with pytest.raises(ProviderLinkNeeded):
        world.arrived(person())
    assert world.provider_links.of(account.user_id) is None


def test_an_unverified_address_makes_no_account(world: World) -> None:
    with pytest.raises(ProviderEmailUnverified):
        world.arrived(person(verified=False))
    assert world.accounts.find_by_email(EmailAddress(EMAIL)) is None


def test_something_that_is_no_address_makes_no_account(world: World) -> None:
    with pytest.raises(ProviderEmailUnverified):
        world.arrived(person(email=""))


def test_without_a_name_one_is_called_by_the_address(world: World) -> None:
    assert world.arrived(person(display_name="\x07")).account.display_name.text == "ada"


@pytest.mark.parametrize("registration", [Registration.INVITED, Registration.CLOSED])
def test_a_guarded_door_stays_shut_unless_the_providers_people_may_always_join(registration: Registration) -> None:
    with pytest.raises(RegistrationClosed):
        World(registration=registration).arrived(person())
    always = World(joining=JoiningRules(registration, always=True))
    assert always.arrived(person()).registered


def test_a_shut_door_lets_in_who_has_an_account(world: World) -> None:
    world.arrived(person())
    world.finish_provider_sign_in._rules = JoiningRules(Registration.CLOSED)
    assert not world.arrived(person()).registered


def test_only_the_operators_domains_may_join() -> None:
    world = World(joining=JoiningRules(Registration.OPEN, domains=frozenset({"example.org"})))
    with pytest.raises(ProviderDomainRefused):
        world.arrived(person("eve", "eve@sub.example.org"))
    with pytest.raises(ProviderDomainRefused):
        world.arrived(person("eve", "eve@example.org.evil"))
    assert world.arrived(person(email="Ada@EXAMPLE.org")).registered


def test_an_answer_is_taken_once(world: World) -> None:
    answer = world.answer(world.start_provider_sign_in(HOME), person())
    world.finish_provider_sign_in(answer, HOME)
    with pytest.raises(ProviderStateInvalid):
        world.finish_provider_sign_in(answer, HOME)


def test_an_answer_that_failed_is_not_taken_a_second_time(world: World) -> None:
    answer = world.answer(world.start_provider_sign_in(HOME), person())
    world.provider.fault = ProviderUnavailable("It is down; try again.")
    with pytest.raises(ProviderUnavailable):
        world.finish_provider_sign_in(answer, HOME)
    world.provider.fault = None
    with pytest.raises(ProviderStateInvalid):
        world.finish_provider_sign_in(answer, HOME)


def test_an_answer_in_another_browser_or_with_another_state_is_refused(world: World) -> None:
    started, other = world.start_provider_sign_in(HOME), world.start_provider_sign_in(HOME)
    answer = world.answer(started, person())
    for secrets in (
        FlowSecrets(answer.secrets.state, other.browser_secret),
        FlowSecrets("another", started.browser_secret),
        FlowSecrets(answer.secrets.state, ""),
    ):
        with pytest.raises(ProviderStateInvalid):
            world.finish_provider_sign_in(replace(answer, secrets=secrets), HOME)


def test_an_answer_after_ten_minutes_is_refused(world: World) -> None:
    answer = world.answer(world.start_provider_sign_in(HOME), person())
    world.clock.advance(timedelta(minutes=10))
    with pytest.raises(ProviderStateInvalid):
        world.finish_provider_sign_in(answer, HOME)


def test_the_code_of_another_journey_is_refused(world: World) -> None:
    stolen = world.answer(world.start_provider_sign_in(HOME), person("victim")).code
    answer = world.answer(world.start_provider_sign_in(HOME), person())
    with pytest.raises(ProviderCodeRefused):
        world.finish_provider_sign_in(replace(answer, code=stolen), HOME)


def test_an_answer_of_another_issuer_is_refused_before_its_code_is_sent_anywhere(world: World) -> None:
    answer = world.answer(world.start_provider_sign_in(HOME), person())
    with pytest.raises(IdTokenIssuerWrong):
        world.finish_provider_sign_in(replace(answer, issuer="https://evil.example"), HOME)


@pytest.mark.parametrize("error", ["access_denied", ""])
def test_who_comes_back_without_a_code_is_told_so(world: World, error: str) -> None:
    answer = world.answer(world.start_provider_sign_in(HOME), person())
    with pytest.raises(ProviderDenied):
        world.finish_provider_sign_in(replace(answer, code="", error=error), HOME)


def test_an_error_beside_a_code_is_an_error(world: World) -> None:
    answer = world.answer(world.start_provider_sign_in(HOME), person())
    with pytest.raises(ProviderDenied):
        world.finish_provider_sign_in(replace(answer, error="server_error"), HOME)


def test_whoever_begins_again_and_again_has_to_wait(world: World) -> None:
    for _ in range(START_POLICY.free_attempts):
        world.start_provider_sign_in(HOME)
    with pytest.raises(TooManyAttempts):
        world.start_provider_sign_in(HOME)


def test_without_a_provider_nobody_begins_or_ends(world: World) -> None:
    nobody = StartProviderSignIn(None, world.provider_flows, world.throttle, world.identifiers, world.clock)
    with pytest.raises(ProviderNotConfigured):
        nobody(HOME)
    answer = world.answer(world.start_provider_sign_in(HOME), person())
    finish = FinishProviderSignIn(
        None,
        world.provider_flows,
        world.provider_links,
        world.accounts,
        JoiningRules(Registration.OPEN),
        world.start_session,
        world.identifiers,
        world.clock,
    )
    with pytest.raises(ProviderNotConfigured):
        finish(answer, HOME)


def test_an_account_without_a_password_is_opened_by_none(world: World) -> None:
    world.arrived(person())
    for guess in ("", PASSWORD, "None"):
        with pytest.raises(CredentialsWrong):
            world.sign_in(EMAIL, guess, HOME)
    assert world.hasher.calls.count("matches") == 3


def test_a_link_by_mail_gives_such_an_account_its_first_password(world: World) -> None:
    world.arrived(person())
    world.mail_reset_link(EMAIL)
    world.reset_password(reset_in(world.outbox.letters[-1].body), PASSWORD)
    world.sign_in(EMAIL, PASSWORD, HOME)
