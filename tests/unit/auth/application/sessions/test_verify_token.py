from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.sessions.session import SessionLimits
from momento_auth.domain.tokens.errors import TokenExpired, TokenInvalid
from momento_auth.domain.tokens.scope import SESSION_SCOPES
from momento_auth.domain.tokens.token import AccessClaims

from tests.fakes.auth.world import World


def test_a_good_token_says_who_is_behind_it(world: World) -> None:
    signed_in = world.signed_in()
    verified = world.verify_token(signed_in.tokens.access_token)
    assert verified.account == signed_in.account
    assert verified.claims.session_id == signed_in.session.session_id
    assert verified.claims.expires_at == signed_in.tokens.access_expires_at


def test_a_token_is_too_old_after_its_ten_minutes_and_half_a_minute_of_leeway(world: World) -> None:
    signed_in = world.signed_in()
    world.clock.advance(seconds=629)
    world.verify_token(signed_in.tokens.access_token)
    world.clock.advance(seconds=1)
    with pytest.raises(TokenExpired):
        world.verify_token(signed_in.tokens.access_token)


def test_an_unknown_token_is_refused(world: World) -> None:
    with pytest.raises(TokenInvalid):
        world.verify_token("token-1")


def test_an_upload_grant_is_no_access_token(world: World) -> None:
    signed_in = world.signed_in()
    granted = world.grant_upload(signed_in.tokens.access_token, "01m80gb91p692ex4de2zsjs4vz")
    with pytest.raises(TokenInvalid):
        world.verify_token(granted.token)


def test_a_session_that_has_expired_makes_its_token_worthless() -> None:
    brief = World(SessionLimits(idle=timedelta(minutes=5), absolute=timedelta(minutes=5)))
    signed_in = brief.signed_in()
    brief.clock.advance(seconds=300)
    with pytest.raises(SessionEnded, match="expired"):
        brief.verify_token(signed_in.tokens.access_token)


def test_a_token_for_a_session_that_is_gone_is_refused(world: World) -> None:
    signed_in = world.signed_in()
    world.sessions.forget(created_before=world.clock.now() + timedelta(seconds=1))
    with pytest.raises(SessionEnded):
        world.verify_token(signed_in.tokens.access_token)


def test_a_token_that_pairs_a_user_with_anothers_session_is_refused(world: World) -> None:
    adas = world.signed_in()
    bob = world.register_account("bob@example.org", "engine of difference", "Bob")
    claims = AccessClaims(bob.user_id, adas.session.session_id, adas.tokens.access_expires_at, SESSION_SCOPES)
    with pytest.raises(SessionEnded):
        world.verify_token(world.signer.sign_access_token(claims))


def test_a_token_for_an_account_that_is_gone_is_refused(world: World) -> None:
    adas = world.signed_in()
    ghost = replace(adas.session, user_id=world.identifiers.user_id(), session_id=world.identifiers.session_id())
    world.sessions.add(ghost)
    claims = AccessClaims(ghost.user_id, ghost.session_id, adas.tokens.access_expires_at, SESSION_SCOPES)
    with pytest.raises(SessionEnded):
        world.verify_token(world.signer.sign_access_token(claims))
