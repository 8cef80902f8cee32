from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.tokens.errors import TokenExpired, TokenInvalid

if TYPE_CHECKING:
    from tests.fakes.auth.world import World

UPLOAD = "01m80gb91p692ex4de2zsjs4vz"


def test_a_grant_stands_long_after_its_access_token(world: World) -> None:
    granted = world.grant_upload(world.signed_in().tokens.access_token, UPLOAD)
    world.clock.advance(seconds=23 * 3600)
    assert world.check_upload_grant(granted.token) == granted.grant


def test_a_grant_expires_after_a_day(world: World) -> None:
    granted = world.grant_upload(world.signed_in().tokens.access_token, UPLOAD)
    world.clock.advance(seconds=24 * 3600 + 30)
    with pytest.raises(TokenExpired):
        world.check_upload_grant(granted.token)


def test_a_grant_falls_with_its_session(world: World) -> None:
    signed_in = world.signed_in()
    granted = world.grant_upload(signed_in.tokens.access_token, UPLOAD)
    world.sign_out(signed_in.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.check_upload_grant(granted.token)


def test_an_access_token_is_no_grant(world: World) -> None:
    with pytest.raises(TokenInvalid):
        world.check_upload_grant(world.signed_in().tokens.access_token)


def test_a_grant_that_pairs_a_user_with_anothers_session_is_refused(world: World) -> None:
    granted = world.grant_upload(world.signed_in().tokens.access_token, UPLOAD)
    crossed = replace(granted.grant, user_id=world.identifiers.user_id())
    with pytest.raises(SessionEnded):
        world.check_upload_grant(world.signer.sign_upload_grant(crossed))
