"""Signing in with two factors, with a passkey alone, and with a recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_auth.domain.accounts.errors import CredentialsWrong
from momento_auth.domain.mfa.challenge import LIFETIME, MAX_TRIES
from momento_auth.domain.mfa.errors import ChallengeEnded, ProofWrong
from momento_auth.domain.mfa.second_factor import Method, Proof
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.throttling import TooManyAttempts

from tests.fakes.auth.authenticators import LegibleAuthenticator
from tests.fakes.auth.world import EMAIL, HOME, ORIGIN, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Sequence

ELSEWHERE = Client("198.51.100.9", "curl")


@pytest.fixture
def codes(world: World) -> Sequence[str]:
    """Recovery codes of the one account, which has an app; the code of the moment was not used."""
    codes = world.with_totp(world.signed_in().tokens.access_token)
    world.clock.advance(seconds=60)
    return codes


def totp(code: str) -> Proof:
    return Proof(Method.TOTP, code)


@pytest.mark.usefixtures("codes")
def test_the_password_alone_starts_no_session_and_names_what_else_is_wanted(world: World) -> None:
    before = world.sessions.of(world.ada().user_id)
    asked = world.asked()
    assert asked.methods == [Method.TOTP, Method.RECOVERY_CODE]
    assert asked.passkey_options == ""
    assert asked.expires_at == world.clock.now() + LIFETIME
    assert world.sessions.of(world.ada().user_id) == before


@pytest.mark.usefixtures("codes")
def test_a_wrong_password_is_answered_as_for_any_account(world: World) -> None:
    with pytest.raises(CredentialsWrong) as refusal:
        world.sign_in(EMAIL, "wrong", HOME)
    assert str(refusal.value) == "Email address or password is wrong; check both and try again."


@pytest.mark.parametrize("later", [-1, 0, 1])
@pytest.mark.usefixtures("codes")
def test_the_code_of_the_app_starts_the_session(world: World, later: int) -> None:
    signed_in = world.finish_sign_in(world.asked().challenge, totp(world.code(later=later)), HOME)
    assert world.verify_token(signed_in.tokens.access_token).account == world.ada()
    assert signed_in.session.client == HOME


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16", "000000"])
@pytest.mark.usefixtures("codes")
def test_any_other_code_is_refused(world: World, typed: str) -> None:
    with pytest.raises(ProofWrong) as refusal:
        world.finish_sign_in(world.asked().challenge, totp(typed), HOME)
    assert refusal.value.user_id == world.ada().user_id


@pytest.mark.parametrize("later", [-2, 2])
@pytest.mark.usefixtures("codes")
def test_a_code_two_steps_away_is_refused(world: World, later: int) -> None:
    with pytest.raises(ProofWrong):
        world.finish_sign_in(world.asked().challenge, totp(world.code(later=later)), HOME)


@pytest.mark.usefixtures("codes")
def test_a_code_counts_once_and_so_do_those_before_it(world: World) -> None:
    world.finish_sign_in(world.asked().challenge, totp(world.code()), HOME)
    for spent in (world.code(), world.code(later=-1)):
        with pytest.raises(ProofWrong):
            world.finish_sign_in(world.asked().challenge, totp(spent), HOME)
    world.finish_sign_in(world.asked().challenge, totp(world.code(later=1)), HOME)


@pytest.mark.usefixtures("codes")
def test_a_challenge_is_met_once(world: World) -> None:
    challenge = world.asked().challenge
    world.finish_sign_in(challenge, totp(world.code()), HOME)
    with pytest.raises(ChallengeEnded):
        world.finish_sign_in(challenge, totp(world.code(later=1)), HOME)


@pytest.mark.usefixtures("codes")
def test_a_challenge_is_over_after_five_minutes(world: World) -> None:
    challenge = world.asked().challenge
    world.clock.advance(LIFETIME)
    with pytest.raises(ChallengeEnded):
        world.finish_sign_in(challenge, totp(world.code()), HOME)


@pytest.mark.parametrize("text", ["", "short", "a" * 43, "ä" * 43, "=" * 43])
def test_a_text_that_is_no_challenge_is_refused(world: World, text: str) -> None:
    with pytest.raises(ChallengeEnded):
        world.finish_sign_in(text, totp("123456"), HOME)


@pytest.mark.usefixtures("codes")
def test_five_wrong_answers_end_a_challenge(world: World) -> None:
    challenge = world.asked().challenge
    for _ in range(MAX_TRIES):
        with pytest.raises(ProofWrong):
            world.finish_sign_in(challenge, totp("000000"), HOME)
    world.clock.advance(seconds=1)
    with pytest.raises(ChallengeEnded):
        world.finish_sign_in(challenge, totp(world.code()), HOME)


@pytest.mark.usefixtures("codes")
def test_who_knows_the_password_is_slowed_down_over_all_challenges(world: World) -> None:
    challenges = [world.asked().challenge for _ in range(2)]
    for challenge in (challenges[0],) * 5:
        with pytest.raises(ProofWrong):
            world.finish_sign_in(challenge, totp("000000"), ELSEWHERE)
    with pytest.raises(TooManyAttempts):
        world.finish_sign_in(challenges[1], totp(world.code()), ELSEWHERE)
    world.finish_sign_in(challenges[1], totp(world.code()), HOME)


@pytest.mark.usefixtures("codes")
def test_the_password_alone_does_not_make_an_address_known(world: World) -> None:
    with pytest.raises(Exception, match="second factor"):
        world.sign_in(EMAIL, PASSWORD, ELSEWHERE)
    for _ in range(4):
        with pytest.raises(CredentialsWrong):
            world.sign_in(EMAIL, "wrong", ELSEWHERE)
    with pytest.raises(TooManyAttempts):
        world.sign_in(EMAIL, PASSWORD, ELSEWHERE)


def test_a_recovery_code_stands_in_once(world: World, codes: Sequence[str]) -> None:
    used = Proof(Method.RECOVERY_CODE, f" {codes[3].upper().replace('-', ' ')} ")
    access_token = world.finish_sign_in(world.asked().challenge, used, HOME).tokens.access_token
    assert world.list_factors(access_token).recovery_codes_left == len(codes) - 1
    with pytest.raises(ProofWrong):
        world.finish_sign_in(world.asked().challenge, used, HOME)


def test_no_method_is_named_that_has_nothing_left(world: World, codes: Sequence[str]) -> None:
    for code in codes:
        world.finish_sign_in(world.asked().challenge, Proof(Method.RECOVERY_CODE, code), HOME)
    assert world.asked().methods == [Method.TOTP]


def test_a_passkey_is_a_second_factor(world: World) -> None:
    _, authenticator = world.with_passkey(world.signed_in().tokens.access_token)
    asked = world.asked()
    assert asked.methods == [Method.PASSKEY, Method.RECOVERY_CODE]
    proof = Proof(Method.PASSKEY, authenticator.answer(asked.passkey_options))
    access_token = world.finish_sign_in(asked.challenge, proof, HOME).tokens.access_token
    [passkey] = world.list_factors(access_token).passkeys
    assert (passkey.last_used_at, passkey.credential.sign_count) == (world.clock.now(), 1)


def test_a_passkey_of_somebody_else_is_none(world: World) -> None:
    world.with_passkey(world.signed_in().tokens.access_token)
    world.register_account("eve@example.org", PASSWORD, "Eve")
    _, eves = world.with_passkey(world.sign_in("eve@example.org", PASSWORD, HOME).tokens.access_token)
    asked = world.asked()
    with pytest.raises(ProofWrong):
        world.finish_sign_in(asked.challenge, Proof(Method.PASSKEY, eves.answer(asked.passkey_options)), HOME)


def test_a_passkey_takes_the_place_of_the_password(world: World) -> None:
    _, authenticator = world.with_passkey(world.signed_in().tokens.access_token)
    asked = world.start_passkey_sign_in(HOME)
    signed_in = world.finish_passkey_sign_in(asked.challenge, authenticator.answer(asked.passkey_options), HOME)
    assert signed_in.account == world.ada()
    with pytest.raises(ChallengeEnded):
        world.finish_passkey_sign_in(asked.challenge, authenticator.answer(asked.passkey_options), HOME)


def test_a_passkey_that_nobody_registered_opens_nothing(world: World) -> None:
    world.signed_in()
    asked = world.start_passkey_sign_in(HOME)
    for answer in (LegibleAuthenticator(ORIGIN).answer(asked.passkey_options), "{}", "no JSON", ""):
        with pytest.raises(ProofWrong):
            world.finish_passkey_sign_in(asked.challenge, answer, HOME)


def test_a_copy_of_a_passkey_is_noticed_by_its_count(world: World) -> None:
    _, authenticator = world.with_passkey(world.signed_in().tokens.access_token)
    for expected in (True, False):
        authenticator.count = 6
        asked = world.start_passkey_sign_in(HOME)
        answer = authenticator.answer(asked.passkey_options)
        if expected:
            world.finish_passkey_sign_in(asked.challenge, answer, HOME)
        else:
            with pytest.raises(ProofWrong):
                world.finish_passkey_sign_in(asked.challenge, answer, HOME)


def test_a_challenge_for_one_thing_is_none_for_another(world: World) -> None:
    access_token = world.signed_in().tokens.access_token
    _, authenticator = world.with_passkey(access_token)
    for_sign_in, alone = world.asked(), world.start_passkey_sign_in(HOME)
    with pytest.raises(ChallengeEnded):
        world.finish_passkey_sign_in(for_sign_in.challenge, authenticator.answer(for_sign_in.passkey_options), HOME)
    proof = Proof(Method.PASSKEY, authenticator.answer(alone.passkey_options))
    for finish in (
        lambda: world.finish_sign_in(alone.challenge, proof, HOME),
        lambda: world.finish_proof(access_token, for_sign_in.challenge, proof),
    ):
        with pytest.raises(ChallengeEnded):
            finish()


def test_only_a_passkey_answers_where_nobody_is_named(world: World, codes: Sequence[str]) -> None:
    challenge = world.start_passkey_sign_in(HOME).challenge
    for proof in (totp(world.code()), Proof(Method.RECOVERY_CODE, codes[0])):
        with pytest.raises(ChallengeEnded):
            world.finish_sign_in(challenge, proof, HOME)


def test_whoever_asks_for_challenges_without_end_has_to_wait_and_leaves_nothing_behind(world: World) -> None:
    for _ in range(100):
        world.start_passkey_sign_in(ELSEWHERE)
    for _ in range(2):
        with pytest.raises(TooManyAttempts):
            world.start_passkey_sign_in(ELSEWHERE)
    world.start_passkey_sign_in(HOME)
    world.clock.advance(seconds=1)
    world.start_passkey_sign_in(ELSEWHERE)
    assert world.factor_stores.challenges.kept == {}  # type: ignore[attr-defined]  # of the fake
    assert not world.throttle.counted


def test_wrong_answers_leave_nothing_behind_and_are_slowed_down(world: World) -> None:
    asked = world.start_passkey_sign_in(HOME)
    for _ in range(100):
        with pytest.raises(ProofWrong):
            world.finish_passkey_sign_in(asked.challenge, "{}", HOME)
    with pytest.raises(TooManyAttempts):
        world.finish_passkey_sign_in(asked.challenge, "{}", HOME)
    assert world.factor_stores.challenges.kept == {}  # type: ignore[attr-defined]  # of the fake


def test_a_challenge_ends_after_five_minutes_and_cannot_be_made_by_others(world: World) -> None:
    _, authenticator = world.with_passkey(world.signed_in().tokens.access_token)
    asked = world.start_passkey_sign_in(HOME)
    answer = authenticator.answer(asked.passkey_options)
    swapped = asked.challenge[::-1]
    for forged in (swapped, "A" * 43, asked.challenge[:-1], ""):
        with pytest.raises(ChallengeEnded):
            world.finish_passkey_sign_in(forged, answer, HOME)
    world.clock.advance(seconds=300)
    with pytest.raises(ChallengeEnded):
        world.finish_passkey_sign_in(asked.challenge, answer, HOME)


def test_a_challenge_that_was_met_stays_spent_whatever_ends_in_the_account(world: World) -> None:
    owner = world.signed_in()
    _, authenticator = world.with_passkey(owner.tokens.access_token)
    asked = world.start_passkey_sign_in(HOME)
    answer = authenticator.answer(asked.passkey_options)
    world.finish_passkey_sign_in(asked.challenge, answer, HOME)
    world.prove_session(owner.tokens.access_token, PASSWORD)
    world.factor_stores.challenges.drop_of(owner.account.user_id)
    with pytest.raises(ChallengeEnded):
        world.finish_passkey_sign_in(asked.challenge, authenticator.answer(asked.passkey_options), HOME)
