from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.application.api_keys.manage import WishedKey
from momento_auth.domain.accounts.deletion import AccountDeletionPolicy
from momento_auth.domain.accounts.errors import (
    AccountClosed,
    AccountNotClosed,
    CredentialsWrong,
    EmailTaken,
    PasswordWrong,
)
from momento_auth.domain.mfa.errors import SecondFactorRequired, StepUpRequired
from momento_auth.domain.mfa.second_factor import Method, Proof
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.tokens.errors import ScopeMissing
from momento_auth.domain.tokens.scope import Scope

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, person

if TYPE_CHECKING:
    from momento_auth.application.sessions.issue_tokens import SignedIn
    from momento_auth.domain.tokens.token import AccessClaims

    from tests.fakes.auth.world import World

DAY = 86_400


def closed(world: World) -> SignedIn:
    """Somebody who has just left."""
    signed_in = world.signed_in()
    world.close_account(signed_in.tokens.access_token, PASSWORD)
    return signed_in


def test_every_session_ends_and_every_key(world: World) -> None:
    here, there = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    wished = WishedKey("backup", ["media:read"], world.clock.now() + timedelta(days=2))
    key = world.create_api_key(here.tokens.access_token, PASSWORD, wished)
    result = world.close_account(here.tokens.access_token, PASSWORD)
    assert set(result.ended.session_ids) == {here.session.session_id, there.session.session_id}
    for signed_in in (here, there):
        with pytest.raises(SessionEnded):
            world.verify_token(signed_in.tokens.access_token)
        with pytest.raises(SessionEnded):
            world.renew_session(signed_in.tokens.refresh_token)
    with pytest.raises(SessionEnded):
        world.exchange_api_key(key.text)
    ids = {here.session.session_id, there.session.session_id, key.key.key_id}
    assert ids <= set(world.list_ended_sessions())


def test_where_there_is_a_second_factor_the_password_is_not_enough(world: World) -> None:
    access_token = world.signed_in().tokens.access_token
    world.with_totp(access_token)
    world.clock.advance(seconds=600)
    with pytest.raises(StepUpRequired):
        world.close_account(access_token, PASSWORD)


def test_reopening_asks_for_the_second_factor_too(world: World) -> None:
    access_token = world.signed_in().tokens.access_token
    world.with_totp(access_token)
    world.close_account(access_token, PASSWORD)
    world.clock.advance(seconds=60)
    with pytest.raises(AccountClosed):
        world.sign_in(EMAIL, PASSWORD, HOME)
    with pytest.raises(SecondFactorRequired) as asked:
        world.sign_in(EMAIL, PASSWORD, HOME, reopen=True)
    assert world.ada().closed_at is not None
    world.finish_sign_in(asked.value.asked.challenge, Proof(Method.TOTP, world.code()), HOME)
    assert world.ada().closed_at is None


def test_the_provider_opens_no_closed_account(world: World) -> None:
    access_token = world.signed_in().tokens.access_token
    started = world.start_provider_link(access_token, PASSWORD, HOME)
    world.finish_provider_sign_in(world.answer(started, person()), HOME)
    world.close_account(access_token, PASSWORD)
    with pytest.raises(AccountClosed):
        world.arrived(person())


def test_a_stolen_token_is_not_enough(world: World) -> None:
    signed_in = world.signed_in()
    with pytest.raises(PasswordWrong):
        world.close_account(signed_in.tokens.access_token, "not the password")
    world.verify_token(signed_in.tokens.access_token)


def test_whoever_signs_in_is_told_until_when_the_account_can_be_reopened(world: World) -> None:
    closed(world)
    with pytest.raises(AccountClosed, match=r"until 20.* sign in to reopen") as raised:
        world.sign_in(EMAIL, PASSWORD, HOME)
    assert raised.value.metadata == {"reopens_until": (world.clock.now() + timedelta(days=30)).isoformat()}
    with pytest.raises(CredentialsWrong):
        world.sign_in(EMAIL, "a guess", HOME)


def test_for_thirty_days_signing_in_reopens_it(world: World) -> None:
    closed(world)
    world.clock.advance(seconds=30 * DAY)
    again = world.sign_in(EMAIL, PASSWORD, HOME, reopen=True)
    assert world.verify_token(again.tokens.access_token).account == again.account
    world.clock.advance(seconds=31 * DAY)
    assert world.list_closed_libraries() == []


def test_afterwards_it_cannot_be_reopened_and_its_address_is_still_taken(world: World) -> None:
    closed(world)
    world.clock.advance(seconds=30 * DAY + 1)
    with pytest.raises(AccountClosed, match="cannot be reopened"):
        world.sign_in(EMAIL, PASSWORD, HOME, reopen=True)
    with pytest.raises(EmailTaken):
        world.register_account(EMAIL, PASSWORD, "Another")


def test_a_library_is_due_after_thirty_days_and_leave_to_purge_it_is_leave_for_nothing_else(world: World) -> None:
    signed_in = closed(world)
    world.clock.advance(seconds=30 * DAY)
    assert world.list_closed_libraries() == []
    world.clock.advance(seconds=1)
    (token,) = world.list_closed_libraries()
    claims = world.signer.read_access_token(token)
    assert (claims.user_id, claims.scopes) == (signed_in.account.user_id, frozenset({Scope.MEDIA_PURGE}))
    assert claims.expires_at <= world.clock.now() + timedelta(minutes=10)
    with pytest.raises(SessionEnded):
        world.verify_token(token)


def test_when_the_library_is_purged_its_owner_is_forgotten_and_the_address_is_free(world: World) -> None:
    signed_in = closed(world)
    world.clock.advance(seconds=30 * DAY + 1)
    (token,) = world.list_closed_libraries()
    assert world.erase_account(token) == signed_in.account.user_id
    left = world.accounts.find(signed_in.account.user_id)
    assert left is not None
    assert EMAIL not in repr(left)
    assert "Ada" not in repr(left)
    assert world.list_closed_libraries() == []
    with pytest.raises(CredentialsWrong):
        world.sign_in(EMAIL, PASSWORD, HOME, reopen=True)
    assert world.register_account(EMAIL, PASSWORD, "Ada again").user_id != signed_in.account.user_id


def test_nobody_is_erased_with_another_token_nor_before_the_time_is_over(world: World) -> None:
    signed_in = world.signed_in()
    with pytest.raises(ScopeMissing):
        world.erase_account(signed_in.tokens.access_token)
    claims = replace(signed_in_claims(world, signed_in), scopes=frozenset({Scope.MEDIA_PURGE}))
    token = world.signer.sign_access_token(claims)
    with pytest.raises(AccountNotClosed):
        world.erase_account(token)
    world.close_account(signed_in.tokens.access_token, PASSWORD)
    with pytest.raises(AccountNotClosed):
        world.erase_account(token)


def signed_in_claims(world: World, signed_in: SignedIn) -> AccessClaims:
    return world.signer.read_access_token(signed_in.tokens.access_token)


def test_the_time_for_second_thoughts_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        AccountDeletionPolicy(timedelta(seconds=-1))
