from __future__ import annotations

from datetime import timedelta

import pytest
from momento_auth.domain.errors import RefreshTokenReused, SessionEnded, TokenSuperseded
from momento_auth.domain.refresh_token import RefreshToken
from momento_auth.domain.session import EndReason, SessionLimits

from tests.fakes.auth.world import World


@pytest.fixture
def patient() -> World:
    return World(SessionLimits(grace=timedelta(seconds=10)))


def test_a_renewal_gives_a_new_pair_for_the_same_session(world: World) -> None:
    signed_in = world.signed_in()
    renewed = world.renew_session(signed_in.tokens.refresh_token)
    assert renewed.session.session_id == signed_in.session.session_id
    assert renewed.account == signed_in.account
    assert renewed.tokens.refresh_token != signed_in.tokens.refresh_token
    world.verify_token(renewed.tokens.access_token)


def test_a_chain_of_renewals_goes_on(world: World) -> None:
    tokens = world.signed_in().tokens
    for _ in range(20):
        world.clock.advance(seconds=600)
        tokens = world.renew_session(tokens.refresh_token).tokens
    world.verify_token(tokens.access_token)


def test_a_reused_token_ends_its_session(world: World) -> None:
    first = world.signed_in()
    second = world.renew_session(first.tokens.refresh_token)
    with pytest.raises(RefreshTokenReused) as refusal:
        world.renew_session(first.tokens.refresh_token)
    assert refusal.value.reason == "SESSION_ENDED"
    with pytest.raises(SessionEnded):
        world.renew_session(second.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.verify_token(second.tokens.access_token)


def test_the_session_remembers_that_a_reuse_ended_it(world: World) -> None:
    first = world.signed_in()
    world.renew_session(first.tokens.refresh_token)
    with pytest.raises(RefreshTokenReused):
        world.renew_session(first.tokens.refresh_token)
    session = world.sessions.find(first.session.session_id)
    assert session is not None
    assert session.end_reason is EndReason.TOKEN_REUSED


def test_a_reuse_does_not_touch_other_sessions(world: World) -> None:
    first = world.signed_in()
    other = world.sign_in("ada@example.org", "engine of difference", first.session.client)
    world.renew_session(first.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.renew_session(first.tokens.refresh_token)
    world.renew_session(other.tokens.refresh_token)


def test_even_the_oldest_token_is_known_again(world: World) -> None:
    first = world.signed_in()
    tokens = first.tokens
    for _ in range(5):
        tokens = world.renew_session(tokens.refresh_token).tokens
    with pytest.raises(RefreshTokenReused):
        world.renew_session(first.tokens.refresh_token)


def test_a_forged_token_does_not_end_the_session_it_names(world: World) -> None:
    signed_in = world.signed_in()
    forged = RefreshToken(signed_in.session.session_id, "f" * 43, "s" * 43)
    with pytest.raises(SessionEnded):
        world.renew_session(forged.reveal())
    world.renew_session(signed_in.tokens.refresh_token)


@pytest.mark.parametrize("text", ["", "nonsense", "1" * 26 + "." + "f" * 43 + "." + "s" * 43])
def test_a_token_of_no_session_is_refused(world: World, text: str) -> None:
    with pytest.raises(SessionEnded):
        world.renew_session(text)


def test_an_idle_session_cannot_be_renewed(world: World) -> None:
    signed_in = world.signed_in()
    world.clock.advance(days=30)
    with pytest.raises(SessionEnded, match="expired"):
        world.renew_session(signed_in.tokens.refresh_token)


def test_a_signed_out_session_cannot_be_renewed(world: World) -> None:
    signed_in = world.signed_in()
    world.sign_out(signed_in.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.renew_session(signed_in.tokens.refresh_token)


def test_within_the_grace_the_token_just_spent_is_refused_and_the_session_lives_on(patient: World) -> None:
    first = patient.signed_in()
    second = patient.renew_session(first.tokens.refresh_token)
    patient.clock.advance(seconds=9)
    with pytest.raises(TokenSuperseded):
        patient.renew_session(first.tokens.refresh_token)
    patient.renew_session(second.tokens.refresh_token)


def test_after_the_grace_the_token_just_spent_ends_the_session(patient: World) -> None:
    first = patient.signed_in()
    patient.renew_session(first.tokens.refresh_token)
    patient.clock.advance(seconds=10)
    with pytest.raises(RefreshTokenReused):
        patient.renew_session(first.tokens.refresh_token)


def test_even_within_the_grace_an_older_token_ends_the_session(patient: World) -> None:
    first = patient.signed_in()
    second = patient.renew_session(first.tokens.refresh_token)
    patient.renew_session(second.tokens.refresh_token)
    with pytest.raises(RefreshTokenReused):
        patient.renew_session(first.tokens.refresh_token)
