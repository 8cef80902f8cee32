from __future__ import annotations

from datetime import timedelta

import pytest
from momento_auth.domain.accounts.errors import LifetimeInvalid
from momento_auth.domain.sessions.errors import SessionEnded, SessionUnknown
from momento_auth.domain.sessions.session import EndReason

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World


@pytest.fixture
def world() -> World:
    return World()


def test_any_session_of_the_account_can_be_ended_from_another(world: World) -> None:
    lost, present = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    ended = world.end_session(present.tokens.access_token, str(lost.session.session_id))
    assert (ended.user_id, ended.session_ids) == (lost.account.user_id, [lost.session.session_id])
    with pytest.raises(SessionEnded):
        world.verify_token(lost.tokens.access_token)
    with pytest.raises(SessionEnded):
        world.renew_session(lost.tokens.refresh_token)
    world.verify_token(present.tokens.access_token)


def test_a_session_may_end_itself(world: World) -> None:
    present = world.signed_in()
    world.end_session(present.tokens.access_token, str(present.session.session_id))
    with pytest.raises(SessionEnded):
        world.verify_token(present.tokens.access_token)


def test_what_is_no_standing_session_of_ones_own_is_unknown(world: World) -> None:
    ada = world.signed_in()
    world.register_account("bob@example.org", PASSWORD, "Bob")
    bob = world.sign_in("bob@example.org", PASSWORD, HOME)
    over = world.sign_in(EMAIL, PASSWORD, HOME)
    world.sign_out(over.tokens.refresh_token)
    strange = [bob.session.session_id, over.session.session_id, world.identifiers.session_id(), "no id", ""]
    for session_id in map(str, strange):
        with pytest.raises(SessionUnknown):
            world.end_session(ada.tokens.access_token, session_id)
    world.verify_token(bob.tokens.access_token)


def test_all_others_end_and_the_one_that_asks_stays(world: World) -> None:
    first, second = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    present = world.sign_in(EMAIL, PASSWORD, HOME)
    ended = world.end_other_sessions(present.tokens.access_token)
    assert set(ended.session_ids) == {first.session.session_id, second.session.session_id}
    world.renew_session(present.tokens.refresh_token)
    kept = world.sessions.find(first.session.session_id)
    assert kept is not None
    assert kept.end_reason is EndReason.SIGNED_OUT_ELSEWHERE


def test_what_was_revoked_is_told_until_its_last_access_token_has_expired(world: World) -> None:
    lost, present = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    assert list(world.list_ended_sessions()) == []
    world.end_other_sessions(present.tokens.access_token)
    world.clock.advance(seconds=600 + 30)
    assert list(world.list_ended_sessions()) == [lost.session.session_id]
    world.clock.advance(seconds=91)
    assert list(world.list_ended_sessions()) == []


def test_what_was_revoked_is_listed_for_as_long_as_a_link_of_it_may_be_used(world: World) -> None:
    lost, present = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    world.end_other_sessions(present.tokens.access_token)
    world.clock.advance(seconds=900 + 120)
    assert list(world.list_ended_sessions()) == []
    assert list(world.list_ended_sessions(timedelta(seconds=900))) == [lost.session.session_id]
    world.clock.advance(seconds=1)
    assert list(world.list_ended_sessions(timedelta(seconds=900))) == []


@pytest.mark.parametrize("lifetime", [timedelta(seconds=-1), timedelta(hours=24, seconds=1)])
def test_nothing_lasts_on_the_word_of_a_session_for_less_than_no_time_or_more_than_a_day(
    world: World, lifetime: timedelta
) -> None:
    with pytest.raises(LifetimeInvalid):
        world.list_ended_sessions(lifetime)
