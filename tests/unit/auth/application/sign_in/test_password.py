from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import CredentialsWrong
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.sessions.session import MAX_SESSIONS
from momento_auth.domain.throttling import TooManyAttempts

from tests.fakes.auth.password_hasher import CheapPasswordHasher
from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World

if TYPE_CHECKING:
    from momento_auth.domain.accounts.password import PasswordHash


def test_the_right_password_starts_a_session(world: World) -> None:
    signed_in = world.signed_in()
    session = world.sessions.find(signed_in.session.session_id)
    assert session == signed_in.session
    assert session.user_id == signed_in.account.user_id
    assert session.client == HOME


def test_the_first_access_token_says_whose_session_it_is(world: World) -> None:
    signed_in = world.signed_in()
    verified = world.verify_token(signed_in.tokens.access_token)
    assert verified.claims.session_id == signed_in.session.session_id
    assert signed_in.tokens.access_expires_at == world.clock.now().replace(microsecond=0) + timedelta(minutes=10)


def test_the_address_may_be_typed_in_any_case(world: World) -> None:
    account = world.registered()
    assert world.sign_in(f" {EMAIL.upper()} ", PASSWORD, HOME).account == account


def test_every_sign_in_starts_a_session_of_its_own(world: World) -> None:
    first = world.signed_in()
    second = world.sign_in(EMAIL, PASSWORD, HOME)
    assert first.session.session_id != second.session.session_id
    world.verify_token(first.tokens.access_token)


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong"), (EMAIL, PASSWORD.upper()), ("nobody@example.org", PASSWORD), ("no address", PASSWORD), ("", "")],
)
def test_every_wrong_pair_gets_the_same_answer_for_the_same_work(world: World, email: str, password: str) -> None:
    world.registered()
    world.hasher.calls.clear()
    with pytest.raises(CredentialsWrong) as refusal:
        world.sign_in(email, password, HOME)
    assert str(refusal.value) == "Email address or password is wrong; check both and try again."
    assert refusal.value.metadata == {}
    assert world.hasher.calls == ["matches"]


def test_a_wrong_password_is_told_to_the_audit_log_with_the_account(world: World) -> None:
    account = world.registered()
    with pytest.raises(CredentialsWrong) as refusal:
        world.sign_in(EMAIL, "wrong", HOME)
    assert refusal.value.user_id == account.user_id


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_guessing_is_slowed_down_whether_or_not_the_account_exists(world: World, email: str) -> None:
    world.registered()
    for _ in range(5):
        with pytest.raises(CredentialsWrong):
            world.sign_in(email, "wrong", HOME)
    with pytest.raises(TooManyAttempts) as refusal:
        world.sign_in(email, PASSWORD, HOME)
    assert refusal.value.metadata == {"retry_after_seconds": "1"}
    assert world.hasher.calls.count("matches") == 5


def test_the_right_password_works_once_the_wait_is_over(world: World) -> None:
    world.registered()
    for _ in range(5):
        with pytest.raises(CredentialsWrong):
            world.sign_in(EMAIL, "wrong", HOME)
    world.clock.advance(seconds=1)
    world.sign_in(EMAIL, PASSWORD, HOME)


def test_a_hash_with_outdated_parameters_is_replaced_at_sign_in(world: World) -> None:
    world.registered()
    world.sign_in_hashing_with(CheapPasswordHasher("v2"))(EMAIL, PASSWORD, HOME)
    assert stored_hash(world).encoded.startswith("fake:v2:")


def test_a_hash_with_the_present_parameters_stays(world: World) -> None:
    former = world.registered().password_hash
    world.sign_in(EMAIL, PASSWORD, HOME)
    assert stored_hash(world) == former


def test_sessions_beyond_their_absolute_limit_are_dropped_at_the_next_sign_in(world: World) -> None:
    first = world.signed_in()
    world.clock.advance(days=91)
    world.sign_in(EMAIL, PASSWORD, HOME)
    assert world.sessions.find(first.session.session_id) is None
    with pytest.raises(SessionEnded):
        world.renew_session(first.tokens.refresh_token)


def test_tokens_are_not_printed(world: World) -> None:
    signed_in = world.signed_in()
    assert signed_in.tokens.refresh_token not in repr(signed_in)
    assert signed_in.tokens.access_token not in repr(signed_in)


def stored_hash(world: World) -> PasswordHash:
    account = world.accounts.find_by_email(EmailAddress(EMAIL))
    assert account is not None
    assert account.password_hash is not None
    return account.password_hash


def test_of_many_sessions_the_one_that_was_not_used_for_longest_makes_room(world: World) -> None:
    oldest = world.signed_in()
    world.clock.advance(seconds=1)
    second = world.sign_in(EMAIL, PASSWORD, HOME)
    world.clock.advance(seconds=1)
    for _ in range(MAX_SESSIONS - 2):
        world.sign_in(EMAIL, PASSWORD, HOME)
    world.renew_session(oldest.tokens.refresh_token)
    newest = world.sign_in(EMAIL, PASSWORD, HOME)
    assert newest.ended == [second.session.session_id]
    assert len(world.sessions.of(oldest.account.user_id)) == MAX_SESSIONS
    assert second.session.session_id in world.list_ended_sessions()
    for standing in (oldest, newest):
        world.verify_token(standing.tokens.access_token)
