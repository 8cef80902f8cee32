from __future__ import annotations

from datetime import timedelta

import pytest
from momento_auth.domain.accounts.account_change import AccountChange
from momento_auth.domain.accounts.errors import PasswordRefused, PasswordResetInvalid
from momento_auth.domain.email.errors import MailUnavailable
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.throttling import TooManyAttempts

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World, reset_in

NEW = "another engine"


def link(world: World) -> str:
    world.mail_reset_link(EMAIL)
    return reset_in(world.outbox.letters[-1].body)


def test_a_known_and_an_unknown_address_are_answered_alike_and_looked_up_later(world: World) -> None:
    world.registered()
    for email in (EMAIL, "nobody@example.org", "no address"):
        world.ask_for_reset(email, HOME)
    assert world.wishes == [EMAIL, "nobody@example.org", "no address"]
    for wish in world.wishes:
        world.mail_reset_link(wish)
    assert [letter.recipient.as_typed for letter in world.outbox.letters] == [EMAIL]


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_a_mailbox_is_not_filled_and_its_owner_not_shut_out_for_good(world: World, email: str) -> None:
    world.registered()
    for number in range(3):
        world.ask_for_reset(email, Client(f"203.0.113.{number}", ""))
    with pytest.raises(TooManyAttempts):
        world.ask_for_reset(email.upper(), HOME)
    world.clock.advance(timedelta(minutes=15))
    world.ask_for_reset(email, HOME)


def test_one_client_cannot_ask_for_everybody(world: World) -> None:
    for number in range(20):
        world.ask_for_reset(f"{number}@example.org", HOME)
    with pytest.raises(TooManyAttempts):
        world.ask_for_reset("another@example.org", HOME)


def test_a_house_without_mail_says_so_to_everybody() -> None:
    world = World(sends_mail=False)
    with pytest.raises(MailUnavailable):
        world.ask_for_reset(EMAIL, HOME)


def test_the_link_gives_a_new_password_once_ends_every_session_and_is_told(world: World) -> None:
    member = world.signed_in()
    reset = link(world)
    ended = world.reset_password(reset, NEW)
    assert list(ended.session_ids) == [member.session.session_id]
    with pytest.raises(SessionEnded):
        world.verify_token(member.tokens.access_token)
    assert world.sign_in(EMAIL, NEW, HOME).account.user_id == member.account.user_id
    assert [letter.subject for letter in world.outbox.letters[1:]] == [
        "Your password for Momento was changed",
        "New sign-in to Momento",
    ]
    with pytest.raises(PasswordResetInvalid):
        world.reset_password(reset, "a third engine")


def test_a_password_that_is_refused_does_not_cost_the_link(world: World) -> None:
    world.registered()
    reset = link(world)
    with pytest.raises(PasswordRefused):
        world.reset_password(reset, "password1")
    world.reset_password(reset, NEW)


def test_a_link_is_good_for_an_hour_and_only_the_newest(world: World) -> None:
    world.registered()
    first, second = link(world), link(world)
    with pytest.raises(PasswordResetInvalid):
        world.reset_password(first, NEW)
    world.clock.advance(timedelta(hours=1))
    with pytest.raises(PasswordResetInvalid):
        world.reset_password(second, NEW)


def test_a_disabled_account_gets_no_link_and_its_links_are_good_no_more(world: World) -> None:
    account, asking = world.registered(), world.administrator().tokens.access_token
    reset = link(world)
    world.change_account(asking, str(account.user_id), AccountChange(disabled=True))
    with pytest.raises(PasswordResetInvalid):
        world.reset_password(reset, NEW)
    before = world.outbox.letters
    world.mail_reset_link(EMAIL)
    assert world.outbox.letters == before


def test_a_sign_in_from_a_new_place_and_a_changed_password_are_told_by_mail(world: World) -> None:
    world.signed_in()
    assert world.outbox.letters == []
    world.sign_in(EMAIL, PASSWORD, HOME)
    elsewhere = world.sign_in(EMAIL, PASSWORD, Client("198.51.100.9", "Another browser"))
    assert "198.51.100.9 with Another browser" in world.outbox.letters[-1].body
    world.change_password(elsewhere.tokens.access_token, PASSWORD, NEW)
    assert [letter.subject for letter in world.outbox.letters] == [
        "New sign-in to Momento",
        "Your password for Momento was changed",
    ]
