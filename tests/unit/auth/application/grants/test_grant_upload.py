from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.tokens.errors import TokenExpired, UploadIdInvalid

if TYPE_CHECKING:
    from tests.fakes.auth.world import World

UPLOAD = "01m80gb91p692ex4de2zsjs4vz"


def test_a_grant_is_for_one_upload_of_the_tokens_user(world: World) -> None:
    signed_in = world.signed_in()
    granted = world.grant_upload(signed_in.tokens.access_token, UPLOAD)
    assert granted.grant.user_id == signed_in.account.user_id
    assert str(granted.grant.upload_id) == UPLOAD
    assert granted.grant.expires_at == world.clock.now().replace(microsecond=0) + timedelta(days=1)
    assert world.signer.read_upload_grant(granted.token) == granted.grant


def test_an_expired_token_gets_no_grant(world: World) -> None:
    signed_in = world.signed_in()
    world.clock.advance(seconds=631)
    with pytest.raises(TokenExpired):
        world.grant_upload(signed_in.tokens.access_token, UPLOAD)


def test_an_ended_session_gets_no_grant(world: World) -> None:
    signed_in = world.signed_in()
    world.sign_out(signed_in.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.grant_upload(signed_in.tokens.access_token, UPLOAD)


def test_an_upload_without_a_proper_name_gets_no_grant(world: World) -> None:
    signed_in = world.signed_in()
    with pytest.raises(UploadIdInvalid):
        world.grant_upload(signed_in.tokens.access_token, "*")
