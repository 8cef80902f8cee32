from __future__ import annotations

import pytest
from momento_auth.domain.accounts.errors import CredentialsWrong, PasswordRefused, PasswordWrong
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.throttling import TooManyAttempts
from momento_auth.domain.tokens.errors import TokenInvalid

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World

NEW = "analytical but different"


@pytest.fixture
def world() -> World:
    return World()


def test_the_new_password_takes_the_place_of_the_present_one(world: World) -> None:
    ada = world.signed_in()
    world.change_password(ada.tokens.access_token, PASSWORD, NEW)
    with pytest.raises(CredentialsWrong):
        world.sign_in(EMAIL, PASSWORD, HOME)
    world.sign_in(EMAIL, NEW, HOME)


def test_every_other_session_ends_and_the_one_that_asks_stays(world: World) -> None:
    thief, ada = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    ended = world.change_password(ada.tokens.access_token, PASSWORD, NEW)
    assert (ended.user_id, list(ended.session_ids)) == (ada.account.user_id, [thief.session.session_id])
    with pytest.raises(SessionEnded):
        world.verify_token(thief.tokens.access_token)
    world.verify_token(ada.tokens.access_token)


def test_a_stolen_token_is_not_enough(world: World) -> None:
    ada = world.signed_in()
    with pytest.raises(PasswordWrong) as refused:
        world.change_password(ada.tokens.access_token, "a guess at it", NEW)
    assert refused.value.user_id == ada.account.user_id
    world.sign_in(EMAIL, PASSWORD, HOME)


def test_guesses_are_slowed_down(world: World) -> None:
    ada = world.signed_in()
    for _ in range(5):
        with pytest.raises(PasswordWrong):
            world.change_password(ada.tokens.access_token, "a guess at it", NEW)
    with pytest.raises(TooManyAttempts):
        world.change_password(ada.tokens.access_token, PASSWORD, NEW)


def test_a_thief_who_guesses_does_not_keep_the_owner_from_signing_in(world: World) -> None:
    ada = world.signed_in()
    for _ in range(5):
        with pytest.raises(PasswordWrong):
            world.change_password(ada.tokens.access_token, "a guess at it", NEW)
    world.sign_in(EMAIL, PASSWORD, HOME)


@pytest.mark.parametrize("new", ["short", "password1", "ada@example.org"])
def test_the_rules_of_registration_hold_and_nothing_changes(world: World, new: str) -> None:
    ada, other = world.signed_in(), world.sign_in(EMAIL, PASSWORD, HOME)
    with pytest.raises(PasswordRefused):
        world.change_password(ada.tokens.access_token, PASSWORD, new)
    world.verify_token(other.tokens.access_token)
    world.sign_in(EMAIL, PASSWORD, HOME)


def test_of_two_changes_at_once_the_second_must_know_what_the_first_has_set(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = world.signed_in()
    hashing = world.hasher.hash

    def hash_slowly(password: str) -> PasswordHash:
        account = ada.account
        world.accounts.replace_password_hash(account.user_id, account.password_hash, PasswordHash("fake:v1:9:first"))
        return hashing(password)

    monkeypatch.setattr(world.hasher, "hash", hash_slowly)
    with pytest.raises(PasswordWrong):
        world.change_password(ada.tokens.access_token, PASSWORD, NEW)


def test_nobody_without_a_token_changes_anything(world: World) -> None:
    world.registered()
    with pytest.raises(TokenInvalid):
        world.change_password("forged", PASSWORD, NEW)
