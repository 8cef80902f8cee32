from __future__ import annotations

from datetime import timedelta

import pytest
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.sessions.session import SessionLimits

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World

PHONE = Client("198.51.100.4", "Safari on a telephone")


def test_every_session_is_listed_with_its_device_and_the_one_that_asks_is_marked() -> None:
    world = World()
    world.signed_in()
    world.clock.advance(seconds=60)
    phone = world.sign_in(EMAIL, PASSWORD, PHONE)
    listed = world.list_sessions(phone.tokens.access_token)
    assert [(it.session.client, it.is_current) for it in listed] == [(PHONE, True), (HOME, False)]
    assert listed[0].expires_at == world.clock.now() + timedelta(days=30)


def test_a_renewal_is_the_last_use() -> None:
    world = World()
    home = world.signed_in()
    world.clock.advance(seconds=60)
    phone = world.sign_in(EMAIL, PASSWORD, PHONE)
    world.clock.advance(seconds=60)
    world.renew_session(home.tokens.refresh_token)
    first, second = world.list_sessions(phone.tokens.access_token)
    assert (first.session.client, second.session.client) == (HOME, PHONE)
    assert first.session.last_used_at == world.clock.now()


def test_neither_an_ended_session_nor_an_expired_one_is_listed() -> None:
    world = World(SessionLimits(idle=timedelta(hours=1)))
    world.signed_in()
    world.clock.advance(seconds=3600)
    ended = world.sign_in(EMAIL, PASSWORD, PHONE)
    world.sign_out(ended.tokens.refresh_token)
    present = world.sign_in(EMAIL, PASSWORD, HOME)
    assert [it.session for it in world.list_sessions(present.tokens.access_token)] == [present.session]


def test_sessions_of_others_are_not_listed() -> None:
    world = World()
    ada = world.signed_in()
    world.register_account("bob@example.org", PASSWORD, "Bob")
    world.sign_in("bob@example.org", PASSWORD, PHONE)
    assert len(world.list_sessions(ada.tokens.access_token)) == 1


def test_who_has_been_signed_out_sees_nothing() -> None:
    world = World()
    ada = world.signed_in()
    world.sign_out(ada.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.list_sessions(ada.tokens.access_token)
