from __future__ import annotations

from datetime import timedelta

import pytest
from momento_auth.domain.accounts.account_change import AccountChange
from momento_auth.domain.accounts.errors import (
    DisplayNameInvalid,
    EmailInvalid,
    EmailTaken,
    InvitationInvalid,
    LifetimeInvalid,
    PasswordRefused,
    RegistrationClosed,
)
from momento_auth.domain.accounts.registration import MAX_INVITATION, Registration
from momento_auth.domain.accounts.role import Role
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.throttling import TooManyAttempts

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, REGISTRATIONS_PER_HOUR, World, invitation_in


def test_an_account_is_made_and_kept(world: World) -> None:
    account = world.register_account(EMAIL, PASSWORD, " Ada ")
    assert world.accounts.find(account.user_id) == account
    assert account.display_name.text == "Ada"
    assert account.created_at == world.clock.now()


def test_an_address_can_have_one_account_only(world: World) -> None:
    world.registered()
    with pytest.raises(EmailTaken):
        world.register_account(EMAIL.upper(), PASSWORD, "Another Ada")


@pytest.mark.parametrize(
    ("email", "password", "name", "refusal"),
    [
        ("nobody", PASSWORD, "Ada", EmailInvalid),
        (EMAIL, PASSWORD, "", DisplayNameInvalid),
        (EMAIL, "password1", "Ada", PasswordRefused),
    ],
)
def test_values_that_break_a_rule_make_no_account(
    world: World, email: str, password: str, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        world.register_account(email, password, name)
    world.registered()


def test_a_closed_house_takes_nobody() -> None:
    with pytest.raises(RegistrationClosed):
        World(registration=Registration.CLOSED).registered()


@pytest.fixture
def by_invitation() -> World:
    return World(registration=Registration.INVITED)


def test_where_one_has_to_be_invited_an_invitation_makes_one_account(by_invitation: World) -> None:
    with pytest.raises(RegistrationClosed):
        by_invitation.registered()
    invitation = by_invitation.invite(timedelta(hours=48))
    by_invitation.register_account(EMAIL, PASSWORD, "Ada", HOME, invitation)
    with pytest.raises(InvitationInvalid):
        by_invitation.register_account("bob@example.org", PASSWORD, "Bob", HOME, invitation)


def test_an_invitation_ends(by_invitation: World) -> None:
    invitation = by_invitation.invite(timedelta(hours=48))
    by_invitation.clock.advance(timedelta(hours=48))
    with pytest.raises(InvitationInvalid):
        by_invitation.register_account(EMAIL, PASSWORD, "Ada", HOME, invitation)
    for lifetime in (timedelta(0), MAX_INVITATION + timedelta(seconds=1)):
        with pytest.raises(LifetimeInvalid):
            by_invitation.invite(lifetime)


def test_a_mistake_does_not_cost_the_invitation(by_invitation: World) -> None:
    first, second = (by_invitation.invite(timedelta(hours=48)) for _ in range(2))
    by_invitation.register_account(EMAIL, PASSWORD, "Ada", HOME, first)
    with pytest.raises(EmailTaken):
        by_invitation.register_account(EMAIL, PASSWORD, "Ada", HOME, second)
    with pytest.raises(PasswordRefused):
        by_invitation.register_account("bob@example.org", "short", "Bob", HOME, second)
    by_invitation.clock.advance(timedelta(hours=1))
    by_invitation.register_account("bob@example.org", PASSWORD, "Bob", HOME, second)


def test_an_invitation_that_nobody_made_opens_nothing(by_invitation: World) -> None:
    with pytest.raises(InvitationInvalid):
        by_invitation.register_account(EMAIL, PASSWORD, "Ada", HOME, "come")


def test_no_invitation_opens_a_closed_house() -> None:
    world = World(registration=Registration.CLOSED)
    with pytest.raises(RegistrationClosed):
        world.register_account(EMAIL, PASSWORD, "Ada", HOME, world.invite(timedelta(hours=48)))


def test_who_makes_many_accounts_from_one_address_has_to_wait_and_others_do_not(world: World) -> None:
    for number in range(REGISTRATIONS_PER_HOUR):
        world.register_account(f"{number}@example.org", PASSWORD, "Ada")
    with pytest.raises(TooManyAttempts) as refused:
        world.registered()
    assert refused.value.retry_after_seconds == 60
    world.register_account("elsewhere@example.org", PASSWORD, "Bob", Client("198.51.100.4", ""))
    world.clock.advance(timedelta(minutes=1))
    world.registered()


@pytest.mark.parametrize("door", Registration)
def test_the_link_of_the_set_up_makes_one_administrator_through_every_door(door: Registration) -> None:
    world = World(registration=door)
    administrator = world.administrator()
    assert administrator.account.role is Role.ADMINISTRATOR
    assert world.set_up() is None


def test_only_the_newest_link_of_the_set_up_is_good_and_only_for_two_days(by_invitation: World) -> None:
    first, second = (invitation_in(str(by_invitation.set_up())) for _ in range(2))
    with pytest.raises(InvitationInvalid):
        by_invitation.register_account(EMAIL, PASSWORD, "Ada", HOME, first)
    by_invitation.clock.advance(timedelta(hours=48))
    with pytest.raises(InvitationInvalid):
        by_invitation.register_account(EMAIL, PASSWORD, "Ada", HOME, second)


def test_a_link_of_the_set_up_is_good_no_more_when_there_is_an_administrator(by_invitation: World) -> None:
    link = invitation_in(str(by_invitation.set_up()))
    other = by_invitation.register_account(EMAIL, PASSWORD, "Ada", HOME, by_invitation.invite(timedelta(hours=1)))
    by_invitation.accounts.change(other.user_id, AccountChange(role=Role.ADMINISTRATOR), by_invitation.clock.now())
    with pytest.raises(InvitationInvalid):
        by_invitation.register_account("bob@example.org", PASSWORD, "Bob", HOME, link)


def test_a_closed_house_takes_no_other_invitation() -> None:
    world = World(registration=Registration.CLOSED)
    with pytest.raises(RegistrationClosed):
        world.register_account(EMAIL, PASSWORD, "Ada", HOME, world.invite(timedelta(hours=1)))


def test_an_invitation_for_one_address_is_good_for_no_other(by_invitation: World) -> None:
    token = by_invitation.administrator().tokens.access_token
    made = by_invitation.create_invitation(token, EMAIL, "member", timedelta(hours=1))
    with pytest.raises(InvitationInvalid, match="another address"):
        by_invitation.register_account("bob@example.org", PASSWORD, "Bob", HOME, invitation_in(made.link))
    account = by_invitation.register_account(EMAIL.upper(), PASSWORD, "Ada", HOME, invitation_in(made.link))
    assert account.role is Role.MEMBER
