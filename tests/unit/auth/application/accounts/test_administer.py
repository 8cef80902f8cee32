from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.application.api_keys.manage import WishedKey
from momento_auth.domain.accounts.account_change import AccountChange
from momento_auth.domain.accounts.errors import (
    AccountDisabled,
    AccountUnknown,
    CredentialsWrong,
    EmailTaken,
    InvitationUnknown,
    LastAdministrator,
    LifetimeInvalid,
    QuotaInvalid,
    RoleInvalid,
)
from momento_auth.domain.accounts.quota import MAX_QUOTA, Quota
from momento_auth.domain.accounts.role import Role, role_of
from momento_auth.domain.audit.errors import PageSizeInvalid
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.tokens.errors import ScopeMissing, TokenInvalid
from momento_auth.domain.tokens.scope import Scope

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World, invitation_in, reset_in

if TYPE_CHECKING:
    from collections.abc import Callable

DEMOTED = AccountChange(role=Role.MEMBER)
DISABLED = AccountChange(disabled=True)
NOBODY = "7zzzzzzzzzzzzzzzzzzzzzzzzz"


def token(world: World) -> str:
    return world.administrator().tokens.access_token


def test_a_member_may_do_nothing_of_it(world: World) -> None:
    member = world.signed_in().tokens.access_token
    hour = timedelta(hours=1)
    attempts: list[Callable[[], object]] = [
        lambda: world.list_accounts(member, "", "", 0),
        lambda: world.change_account(member, NOBODY, DISABLED),
        lambda: world.give_new_start(member, NOBODY),
        lambda: world.list_invitations(member),
        lambda: world.create_invitation(member, "", "administrator", hour),
        lambda: world.revoke_invitation(member, "00"),
    ]
    for attempt in attempts:
        with pytest.raises(ScopeMissing):
            attempt()


def test_no_api_key_administers_whoever_made_it(world: World) -> None:
    administrator = world.administrator()
    wished = WishedKey("script", ["account:read"], world.clock.now() + timedelta(days=1))
    key = world.create_api_key(administrator.tokens.access_token, PASSWORD, wished)
    assert Scope.ACCOUNTS_ADMINISTER not in world.exchange_api_key(key.text).verified.claims.scopes


def test_accounts_are_listed_in_the_order_of_their_making_page_by_page(world: World) -> None:
    asking = token(world)
    made = [
        world.register_account(f"{name}@example.org", PASSWORD, name, Client(f"192.0.2.{number}", ""))
        for number, name in enumerate(("ada", "bob", "cleo"))
    ]
    first = world.list_accounts(asking, "", "", 2)
    rest = world.list_accounts(asking, "", str(first[-1].user_id), 0)
    assert [it.user_id for it in [*first, *rest]][1:] == [it.user_id for it in made]
    assert [it.email.as_typed for it in world.list_accounts(asking, " BOB@", "", 0)] == ["bob@example.org"]
    with pytest.raises(PageSizeInvalid):
        world.list_accounts(asking, "", "", 101)


def test_a_disabled_account_is_signed_out_and_nothing_of_it_is_honoured(world: World) -> None:
    member, asking = world.signed_in(), token(world)
    wished = WishedKey("script", ["media:read"], world.clock.now() + timedelta(days=1))
    key = world.create_api_key(member.tokens.access_token, PASSWORD, wished)
    done = world.change_account(asking, str(member.account.user_id), DISABLED)
    assert done.ended is not None
    assert (list(done.ended.session_ids), list(done.ended.api_keys)) == ([member.session.session_id], [key.key])
    assert {member.session.session_id, key.key.key_id} <= set(world.list_ended_sessions())
    for refused in (
        lambda: world.verify_token(member.tokens.access_token),
        lambda: world.renew_session(member.tokens.refresh_token),
        lambda: world.exchange_api_key(key.text),
    ):
        with pytest.raises((SessionEnded, TokenInvalid)):
            refused()
    with pytest.raises(AccountDisabled):
        world.sign_in(EMAIL, PASSWORD, HOME)
    with pytest.raises(CredentialsWrong):
        world.sign_in(EMAIL, "a wrong one", HOME)


def test_an_account_that_is_enabled_again_can_be_signed_in_to(world: World) -> None:
    member, asking = world.signed_in(), token(world)
    for disabled in (True, False):
        world.change_account(asking, str(member.account.user_id), AccountChange(disabled=disabled))
    assert world.sign_in(EMAIL, PASSWORD, HOME).account.disabled_at is None


def test_who_administers_no_more_is_signed_out(world: World) -> None:
    first, second = world.administrator(), world.administrator("second@example.org")
    world.change_account(first.tokens.access_token, str(second.account.user_id), DEMOTED)
    with pytest.raises(SessionEnded):
        world.verify_token(second.tokens.access_token)
    member = world.sign_in("second@example.org", PASSWORD, HOME)
    with pytest.raises(ScopeMissing):
        world.list_accounts(member.tokens.access_token, "", "", 0)


def test_a_token_of_somebody_who_was_demoted_while_signing_in_is_honoured_no_more(world: World) -> None:
    first, second = world.administrator(), world.administrator("second@example.org")
    world.accounts.change(second.account.user_id, DEMOTED, world.clock.now())
    with pytest.raises(SessionEnded, match="role"):
        world.verify_token(second.tokens.access_token)
    assert world.verify_token(first.tokens.access_token).account.administers


@pytest.mark.parametrize("change", [DEMOTED, DISABLED])
def test_the_last_administrator_stays_one(world: World, change: AccountChange) -> None:
    only = world.administrator()
    with pytest.raises(LastAdministrator):
        world.change_account(only.tokens.access_token, str(only.account.user_id), change)
    assert world.verify_token(only.tokens.access_token).account.administers


def test_who_becomes_an_administrator_may_act_after_the_next_renewal(world: World) -> None:
    member, asking = world.signed_in(), token(world)
    world.change_account(asking, str(member.account.user_id), AccountChange(role=Role.ADMINISTRATOR))
    with pytest.raises(ScopeMissing):
        world.list_accounts(member.tokens.access_token, "", "", 0)
    renewed = world.renew_session(member.tokens.refresh_token)
    assert world.list_accounts(renewed.tokens.access_token, "", "", 0)


def test_a_quota_is_set_and_left_to_the_edge_again(world: World) -> None:
    member, asking = world.signed_in(), token(world)
    for quota in (Quota(5), Quota(0), Quota()):
        done = world.change_account(asking, str(member.account.user_id), AccountChange(quota=quota))
        assert (done.account.quota, done.ended) == (quota, None)
    assert world.verify_token(member.tokens.access_token).account.quota == Quota()


@pytest.mark.parametrize("size", [-1, MAX_QUOTA + 1])
def test_a_quota_that_nobody_can_have_is_refused(size: int) -> None:
    with pytest.raises(QuotaInvalid):
        Quota(size)


def test_a_role_that_there_is_not_is_refused() -> None:
    with pytest.raises(RoleInvalid):
        role_of("owner")


@pytest.mark.parametrize("user_id", [NOBODY, "nobody"])
def test_an_account_that_there_is_not_is_not_found(world: World, user_id: str) -> None:
    asking = token(world)
    with pytest.raises(AccountUnknown):
        world.change_account(asking, user_id, DISABLED)
    with pytest.raises(AccountUnknown):
        world.give_new_start(asking, user_id)


def test_where_mail_is_sent_the_link_goes_to_the_owner_alone(world: World) -> None:
    member, asking = world.signed_in(), token(world)
    done = world.give_new_start(asking, str(member.account.user_id))
    letter = world.outbox.letters[-1]
    assert (done.link, letter.recipient) == ("", member.account.email)
    with pytest.raises(SessionEnded):
        world.verify_token(member.tokens.access_token)
    world.reset_password(reset_in(letter.body), "another engine")
    assert world.sign_in(EMAIL, "another engine", HOME).account.user_id == member.account.user_id


def test_where_none_is_sent_the_administrator_passes_the_link_on() -> None:
    world = World(sends_mail=False)
    member, asking = world.signed_in(), token(world)
    done = world.give_new_start(asking, str(member.account.user_id))
    assert (world.outbox.letters, done.expires_at) == ([], world.clock.now() + timedelta(hours=24))
    world.reset_password(reset_in(done.link), "another engine")
    assert world.sign_in(EMAIL, "another engine", HOME).account.user_id == member.account.user_id


def test_a_disabled_account_is_given_no_new_start(world: World) -> None:
    member, asking = world.signed_in(), token(world)
    world.change_account(asking, str(member.account.user_id), DISABLED)
    with pytest.raises(AccountDisabled):
        world.give_new_start(asking, str(member.account.user_id))


def test_an_invitation_is_mailed_listed_and_withdrawn(world: World) -> None:
    asking = token(world)
    made = world.create_invitation(asking, "guest@example.org", "member", timedelta(hours=1))
    assert made.mailed
    assert made.link in world.outbox.letters[-1].body
    assert [it.invitation_id for it in world.list_invitations(asking)] == [made.invitation.invitation_id]
    world.revoke_invitation(asking, made.invitation.invitation_id)
    assert world.list_invitations(asking) == []
    for invitation_id in (made.invitation.invitation_id, "no digits"):
        with pytest.raises(InvitationUnknown):
            world.revoke_invitation(asking, invitation_id)


def test_an_invitation_for_anybody_is_a_link_and_no_letter(world: World) -> None:
    made = world.create_invitation(token(world), "", "administrator", timedelta(hours=1))
    assert (made.mailed, world.outbox.letters) == (False, [])
    account = world.register_account(EMAIL, PASSWORD, "Ada", HOME, invitation_in(made.link))
    assert account.administers


def test_who_has_an_account_is_not_invited_and_nobody_for_ever(world: World) -> None:
    asking = token(world)
    world.registered()
    with pytest.raises(EmailTaken):
        world.create_invitation(asking, EMAIL, "member", timedelta(hours=1))
    with pytest.raises(LifetimeInvalid):
        world.create_invitation(asking, "", "member", timedelta(days=15))
