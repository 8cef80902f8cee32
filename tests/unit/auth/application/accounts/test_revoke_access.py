"""What a stolen password, or the session of a thief, leads to after its owner or an administrator has acted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.application.api_keys.manage import WishedKey
from momento_auth.domain.accounts.account_change import AccountChange
from momento_auth.domain.accounts.errors import PasswordResetInvalid
from momento_auth.domain.accounts.role import Role
from momento_auth.domain.mfa.errors import ChallengeEnded
from momento_auth.domain.mfa.second_factor import Method, Proof
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.sso.errors import ProviderStateInvalid
from momento_auth.domain.throttling import TooManyAttempts
from momento_auth.domain.tokens.errors import TokenInvalid

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World, person, reset_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_auth.application.api_keys.manage import MadeKey
    from momento_auth.application.sessions.issue_tokens import SignedIn
    from momento_auth.domain.api_keys.api_key import ApiKey
    from momento_auth.domain.sessions.session import Session

NEW = "another engine"
CAFE = Client("203.0.113.99", "Firefox")


def change_password(world: World, owner: SignedIn) -> None:
    world.change_password(owner.tokens.access_token, PASSWORD, NEW)


def reset_by_link(world: World, _: SignedIn) -> None:
    world.mail_reset_link(EMAIL)
    world.reset_password(reset_in(world.outbox.letters[-1].body), NEW)


def new_start(world: World, owner: SignedIn) -> None:
    root = world.administrator("another-root@example.org")
    world.give_new_start(root.tokens.access_token, str(owner.account.user_id))


def disable(world: World, owner: SignedIn) -> None:
    root = world.administrator("another-root@example.org")
    disabled = AccountChange(disabled=True)
    world.change_account(root.tokens.access_token, str(owner.account.user_id), disabled)


def close(world: World, owner: SignedIn) -> None:
    world.close_account(owner.tokens.access_token, PASSWORD)


ACTS = [change_password, reset_by_link, new_start, disable, close]
every_act = pytest.mark.parametrize("act", ACTS)
with_a_reset = pytest.mark.parametrize("act", [reset_by_link, new_start, disable, close])


def key(world: World, made_by: SignedIn, name: str = "backup") -> MadeKey:
    wished = WishedKey(name, ["media:read"], world.clock.now() + timedelta(days=30))
    return world.create_api_key(made_by.tokens.access_token, PASSWORD, wished)


@every_act
def test_an_api_key_ends_with_what_it_was_made_by(world: World, act: Callable[[World, SignedIn], object]) -> None:
    thief, owner = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    made = key(world, thief)
    token = world.exchange_api_key(made.text).access_token
    grant = world.grant_export(token).token
    upload = world.grant_upload(owner.tokens.access_token, "01m80gb91p692ex4de2zsjs4vx").token
    act(world, owner)
    for use in (
        lambda: world.exchange_api_key(made.text),
        lambda: world.verify_token(token),
        lambda: world.exchange_export_grant(grant),
    ):
        with pytest.raises((SessionEnded, TokenInvalid)):
            use()
    assert made.key.key_id in world.list_ended_sessions()
    if act is not change_password:
        with pytest.raises(SessionEnded):
            world.check_upload_grant(upload)


@every_act
def test_no_session_but_the_owners_goes_on(world: World, act: Callable[[World, SignedIn], object]) -> None:
    thief, owner = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    grant = world.grant_export(thief.tokens.access_token).token
    act(world, owner)
    for use in (
        lambda: world.verify_token(thief.tokens.access_token),
        lambda: world.renew_session(thief.tokens.refresh_token),
        lambda: world.exchange_export_grant(grant),
    ):
        with pytest.raises(SessionEnded):
            use()
    assert thief.session.session_id in world.list_ended_sessions()


def test_keys_that_the_owner_keeps_when_changing_the_password_go_on(world: World) -> None:
    owner = world.signed_in()
    made = key(world, owner)
    ended = world.change_password(owner.tokens.access_token, PASSWORD, NEW, keep_api_keys=True)
    assert ended.api_keys == ()
    world.exchange_api_key(made.text)
    assert "backup" not in world.outbox.letters[-1].body


@pytest.mark.parametrize("act", [change_password, reset_by_link, new_start])
def test_the_letter_names_the_keys_that_ended(world: World, act: Callable[[World, SignedIn], object]) -> None:
    owner = world.signed_in()
    for name in ("backup", "photo frame"):
        key(world, owner, name)
    act(world, owner)
    assert "\u201cphoto frame\u201d, \u201cbackup\u201d" in world.outbox.letters[-1].body


@pytest.mark.parametrize("act", [change_password, reset_by_link])
def test_the_letter_names_the_passkeys_that_still_open_the_account(
    world: World, act: Callable[[World, SignedIn], object]
) -> None:
    owner = world.signed_in()
    world.with_passkey(owner.tokens.access_token, "Telephone")
    act(world, owner)
    assert "These passkeys still open your account: \u201cTelephone\u201d." in world.outbox.letters[-1].body


@every_act
def test_a_link_for_a_new_password_that_came_before_is_good_no_more(
    world: World, act: Callable[[World, SignedIn], object]
) -> None:
    owner = world.signed_in()
    world.mail_reset_link(EMAIL)
    link = reset_in(world.outbox.letters[-1].body)
    act(world, owner)
    with pytest.raises(PasswordResetInvalid):
        world.reset_password(link, "the thief's engine")


@every_act
def test_a_sign_in_that_waits_for_its_second_factor_is_over(
    world: World, act: Callable[[World, SignedIn], object]
) -> None:
    owner = world.signed_in()
    world.with_totp(owner.tokens.access_token)
    world.clock.advance(seconds=60)
    asked = world.asked()
    act(world, owner)
    with pytest.raises(ChallengeEnded):
        world.finish_sign_in(asked.challenge, Proof(Method.TOTP, world.code()), CAFE)


@every_act
def test_a_journey_that_would_link_the_account_to_somebody_is_over(
    world: World, act: Callable[[World, SignedIn], object]
) -> None:
    thief, owner = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    journey = world.start_provider_link(thief.tokens.access_token, PASSWORD, CAFE)
    answer = world.answer(journey, person())
    act(world, owner)
    with pytest.raises(ProviderStateInvalid):
        world.finish_provider_sign_in(answer, CAFE)


@pytest.mark.parametrize("act", [change_password, reset_by_link, new_start, close])
def test_the_place_of_a_thief_is_a_strangers(world: World, act: Callable[[World, SignedIn], object]) -> None:
    owner = world.signed_in()
    world.sign_in(EMAIL, PASSWORD, CAFE)
    act(world, owner)
    now = world.clock.now()
    for number in range(5):
        world.guard.admit(EMAIL, Client(f"198.51.100.{number}", ""), now)
    with pytest.raises(TooManyAttempts):
        world.guard.admit(EMAIL, CAFE, now)


def test_who_changes_the_password_is_known_at_home_as_before(world: World) -> None:
    owner = world.signed_in()
    change_password(world, owner)
    now = world.clock.now()
    for number in range(5):
        world.guard.admit(EMAIL, Client(f"198.51.100.{number}", ""), now)
    world.sign_in(EMAIL, NEW, HOME)


@with_a_reset
def test_an_invitation_that_was_made_in_the_account_is_withdrawn(
    world: World, act: Callable[[World, SignedIn], object]
) -> None:
    root, ada = world.administrator(), world.registered()
    world.change_account(root.tokens.access_token, str(ada.user_id), AccountChange(role=Role.ADMINISTRATOR))
    owner = world.sign_in(EMAIL, PASSWORD, HOME)
    world.create_invitation(owner.tokens.access_token, "", "administrator", timedelta(hours=1))
    act(world, owner)
    assert world.invitations.usable(world.clock.now()) == []


def test_a_key_that_is_made_while_everything_ends_is_good_for_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    thief, add = world.signed_in(), world.api_keys.add

    def add_too_late(made: ApiKey, most: int) -> bool:
        reset_by_link(world, thief)
        return add(made, most)

    monkeypatch.setattr(world.api_keys, "add", add_too_late)
    with pytest.raises(SessionEnded):
        key(world, thief)
    assert world.api_keys.of(thief.account.user_id) == []


@pytest.mark.parametrize("act", [change_password, reset_by_link, disable, close])
def test_a_sign_in_that_overlaps_with_it_starts_no_session(
    world: World, act: Callable[[World, SignedIn], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, add = world.signed_in(), world.sessions.add
    world.administrator()

    def add_too_late(session: Session) -> None:
        monkeypatch.setattr(world.sessions, "add", add)
        act(world, owner)
        add(session)

    monkeypatch.setattr(world.sessions, "add", add_too_late)
    with pytest.raises(SessionEnded):
        world.sign_in(EMAIL, PASSWORD, CAFE)
    standing = [it.session_id for it in world.sessions.of(owner.account.user_id)]
    assert standing == ([owner.session.session_id] if act is change_password else [])
