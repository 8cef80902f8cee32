from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.errors import RefreshTokenReused, SessionEnded
from momento_auth.domain.sessions.refresh_token import RefreshToken
from momento_auth.domain.sessions.session import EndReason

from tests.fakes.auth.world import HOME, World

if TYPE_CHECKING:
    from momento_auth.application.sessions.issue_tokens import SignedIn


ELSEWHERE = Client("198.51.100.1", HOME.user_agent)
OTHER_PROGRAM = Client(HOME.address, "curl/8.0")


def reused(world: World, signed_in: SignedIn, client: Client = HOME) -> None:
    """The token of `signed_in` is taken for a copy, and its session is over."""
    with pytest.raises(RefreshTokenReused):
        world.renew_session(signed_in.tokens.refresh_token, client)
    session = world.sessions.find(signed_in.session.session_id)
    assert session is not None
    assert session.end_reason is EndReason.TOKEN_REUSED


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


def test_a_reused_token_ends_its_session_for_every_token(world: World) -> None:
    first = world.signed_in()
    second = world.renew_session(first.tokens.refresh_token)
    with pytest.raises(RefreshTokenReused) as refusal:
        world.renew_session(first.tokens.refresh_token, OTHER_PROGRAM)
    assert refusal.value.reason == "SESSION_ENDED"
    with pytest.raises(SessionEnded):
        world.renew_session(second.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.verify_token(second.tokens.access_token)


def test_a_reuse_does_not_touch_other_sessions(world: World) -> None:
    first = world.signed_in()
    other = world.sign_in("ada@example.org", "engine of difference", first.session.client)
    world.renew_session(first.tokens.refresh_token)
    reused(world, first, OTHER_PROGRAM)
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


def test_whose_answer_was_lost_is_given_the_same_token_again_and_the_session_goes_on(world: World) -> None:
    first = world.signed_in()
    lost = world.renew_session(first.tokens.refresh_token)
    world.clock.advance(seconds=29)
    again = world.renew_session(first.tokens.refresh_token, ELSEWHERE)
    assert again.tokens.refresh_token == lost.tokens.refresh_token
    assert again.tokens.refresh_expires_at == lost.tokens.refresh_expires_at
    world.verify_token(again.tokens.access_token)
    world.renew_session(again.tokens.refresh_token)


def test_each_lost_answer_of_a_session_may_be_asked_for_once_more(world: World) -> None:
    tokens = world.signed_in().tokens
    for _ in range(5):
        world.renew_session(tokens.refresh_token)
        tokens = world.renew_session(tokens.refresh_token).tokens
        world.clock.advance(seconds=600)
    world.renew_session(tokens.refresh_token)


def test_a_renewal_is_repeated_once_and_a_second_time_ends_the_session(world: World) -> None:
    first = world.signed_in()
    for _ in range(2):
        world.renew_session(first.tokens.refresh_token)
    reused(world, first)


def test_after_thirty_seconds_a_repeated_renewal_ends_the_session(world: World) -> None:
    first = world.signed_in()
    world.renew_session(first.tokens.refresh_token)
    world.clock.advance(seconds=30)
    reused(world, first)


def test_another_program_that_repeats_a_renewal_ends_the_session(world: World) -> None:
    first = world.signed_in()
    world.renew_session(first.tokens.refresh_token)
    reused(world, first, OTHER_PROGRAM)


def test_a_renewal_whose_new_token_was_used_is_not_repeated(world: World) -> None:
    first = world.signed_in()
    second = world.renew_session(first.tokens.refresh_token)
    world.renew_session(second.tokens.refresh_token)
    reused(world, first)


def test_an_older_token_ends_the_session_at_once(world: World) -> None:
    first = world.signed_in()
    world.renew_session(world.renew_session(first.tokens.refresh_token).tokens.refresh_token)
    reused(world, first)
