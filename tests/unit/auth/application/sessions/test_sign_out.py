from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.sessions.refresh_token import RefreshToken

if TYPE_CHECKING:
    from tests.fakes.auth.world import World


def test_access_tokens_are_dead_at_once(world: World) -> None:
    signed_in = world.signed_in()
    ended = world.sign_out(signed_in.tokens.refresh_token)
    assert ended is not None
    assert ended.session_id == signed_in.session.session_id
    with pytest.raises(SessionEnded):
        world.verify_token(signed_in.tokens.access_token)


def test_any_token_of_the_session_will_do(world: World) -> None:
    first = world.signed_in()
    second = world.renew_session(first.tokens.refresh_token)
    world.sign_out(first.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.verify_token(second.tokens.access_token)


def test_ending_an_ended_session_is_no_error(world: World) -> None:
    signed_in = world.signed_in()
    world.sign_out(signed_in.tokens.refresh_token)
    assert world.sign_out(signed_in.tokens.refresh_token) is None


def test_nonsense_ends_nothing(world: World) -> None:
    assert world.sign_out("nonsense") is None


def test_a_forged_token_ends_nothing(world: World) -> None:
    signed_in = world.signed_in()
    forged = RefreshToken(signed_in.session.session_id, "f" * 43, "s" * 43)
    assert world.sign_out(forged.reveal()) is None
    world.verify_token(signed_in.tokens.access_token)
