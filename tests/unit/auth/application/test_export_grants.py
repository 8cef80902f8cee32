from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.application.api_keys.manage import WishedKey
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.tokens.errors import ScopeMissing, TokenExpired, TokenInvalid
from momento_auth.domain.tokens.export_grant import ExportGrant
from momento_auth.domain.tokens.scope import Scope

from tests.fakes.auth.world import PASSWORD

if TYPE_CHECKING:
    from tests.fakes.auth.world import World


def key_with(world: World, access_token: str, *scopes: str) -> str:
    """The access token of an API key."""
    wished = WishedKey("backup", scopes, world.clock.now() + timedelta(hours=2))
    made = world.create_api_key(access_token, PASSWORD, wished)
    return world.exchange_api_key(made.text).access_token


def test_a_grant_lasts_a_day_and_only_reads(world: World) -> None:
    signed_in = world.signed_in()
    granted = world.grant_export(signed_in.tokens.access_token)
    assert granted.grant.expires_at == world.clock.now().replace(microsecond=0) + timedelta(days=1)
    assert granted.grant.scopes == {Scope.MEDIA_READ, Scope.ACCOUNT_READ}
    assert (granted.grant.user_id, granted.grant.session_id) == (
        signed_in.account.user_id,
        signed_in.session.session_id,
    )


def test_long_after_its_access_token_a_grant_gives_another_for_minutes(world: World) -> None:
    signed_in = world.signed_in()
    grant = world.grant_export(signed_in.tokens.access_token).token
    world.clock.advance(seconds=23 * 3600)
    exchanged = world.exchange_export_grant(grant)
    verified = world.verify_token(exchanged.access_token, Scope.MEDIA_READ)
    assert verified.account == signed_in.account
    assert verified.claims.expires_at == world.clock.now().replace(microsecond=0) + timedelta(minutes=10)
    with pytest.raises(ScopeMissing):
        world.verify_token(exchanged.access_token, Scope.MEDIA_WRITE)


def test_no_token_made_from_a_grant_outlives_it(world: World) -> None:
    granted = world.grant_export(world.signed_in().tokens.access_token)
    world.clock.advance(seconds=24 * 3600 - 60)
    assert world.exchange_export_grant(granted.token).verified.claims.expires_at <= granted.grant.expires_at
    world.clock.advance(seconds=61)
    with pytest.raises(TokenExpired):
        world.exchange_export_grant(granted.token)


def test_a_grant_dies_with_its_session(world: World) -> None:
    signed_in = world.signed_in()
    grant = world.grant_export(signed_in.tokens.access_token).token
    world.sign_out(signed_in.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.exchange_export_grant(grant)


def test_a_key_that_may_read_gives_a_grant_of_its_own_scopes_and_end(world: World) -> None:
    token = key_with(world, world.signed_in().tokens.access_token, "media:read", "media:write")
    granted = world.grant_export(token)
    assert granted.grant.scopes == {Scope.MEDIA_READ}
    assert granted.grant.expires_at == world.clock.now().replace(microsecond=0) + timedelta(hours=2)


def test_a_key_that_may_not_read_gives_none(world: World) -> None:
    token = key_with(world, world.signed_in().tokens.access_token, "media:write", "account:read")
    with pytest.raises(ScopeMissing):
        world.grant_export(token)


def test_no_other_token_is_taken_for_a_grant(world: World) -> None:
    with pytest.raises(TokenInvalid):
        world.exchange_export_grant(world.signed_in().tokens.access_token)


def test_there_can_be_no_grant_to_write(world: World) -> None:
    granted = world.grant_export(world.signed_in().tokens.access_token).grant
    with pytest.raises(ValueError, match="no scope but"):
        ExportGrant(granted.user_id, granted.session_id, frozenset({Scope.MEDIA_WRITE}), granted.expires_at)
