"""Adding and removing factors, and the fresh proof that it takes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.application.api_keys.manage import WishedKey
from momento_auth.domain.accounts.account import DisplayName
from momento_auth.domain.accounts.errors import DisplayNameInvalid, PasswordWrong
from momento_auth.domain.mfa.errors import (
    ChallengeEnded,
    PasskeyRefused,
    PasskeysExhausted,
    PasskeyTaken,
    PasskeyUnknown,
    ProofWrong,
    SecondFactorMissing,
    StepUpRequired,
    TotpPresent,
    TotpUnknown,
)
from momento_auth.domain.mfa.passkey import MAX_PASSKEYS
from momento_auth.domain.mfa.second_factor import Method, Proof
from momento_auth.domain.mfa.totp import CONFIRM_WITHIN
from momento_auth.domain.sessions.session import VERIFIED_FOR
from momento_auth.domain.throttling import TooManyAttempts
from momento_auth.domain.tokens.errors import ScopeMissing
from momento_auth.domain.tokens.scope import Scope

from tests.fakes.auth.authenticators import LegibleAuthenticator
from tests.fakes.auth.world import EMAIL, HOME, ORIGIN, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGES: dict[str, Callable[[World, str], object]] = {
    "start_totp": lambda world, token: world.start_totp(token),
    "remove_totp": lambda world, token: world.remove_totp(token),
    "start_passkey": lambda world, token: world.start_passkey(token),
    "renew_recovery_codes": lambda world, token: world.renew_recovery_codes(token),
}


@pytest.fixture
def token(world: World) -> str:
    """An access token of the one account."""
    return world.signed_in().tokens.access_token


def key_request(world: World) -> WishedKey:
    return WishedKey("backup", ["media:read"], world.clock.now() + timedelta(days=1))


@pytest.mark.parametrize("change", CHANGES)
def test_no_factor_is_changed_by_a_session_that_was_not_proved(world: World, token: str, change: str) -> None:
    with pytest.raises(StepUpRequired):
        CHANGES[change](world, token)


@pytest.mark.parametrize("change", CHANGES)
def test_a_proof_counts_for_five_minutes_and_in_its_session_alone(world: World, token: str, change: str) -> None:
    other = world.sign_in(EMAIL, PASSWORD, HOME).tokens.access_token
    assert world.prove_session(token, PASSWORD).proved_until == world.clock.now() + VERIFIED_FOR
    with pytest.raises(StepUpRequired):
        CHANGES[change](world, other)
    world.clock.advance(VERIFIED_FOR)
    with pytest.raises(StepUpRequired):
        CHANGES[change](world, token)


def test_a_passkey_is_removed_after_a_fresh_proof(world: World, token: str) -> None:
    passkey, _ = world.with_passkey(token)
    world.clock.advance(VERIFIED_FOR)
    with pytest.raises(StepUpRequired):
        world.remove_passkey(token, str(passkey.passkey_id))
    assert list(world.list_factors(token).passkeys) == [passkey]


def test_who_guesses_the_password_of_a_stolen_session_is_slowed_down(world: World, token: str) -> None:
    for _ in range(5):
        with pytest.raises(PasswordWrong):
            world.prove_session(token, "a guess")
    with pytest.raises(TooManyAttempts):
        world.prove_session(token, PASSWORD)


def test_an_api_key_proves_nothing(world: World, token: str) -> None:
    made = world.create_api_key(token, PASSWORD, key_request(world))
    with pytest.raises(ScopeMissing):
        world.prove_session(world.exchange_api_key(made.text).access_token, PASSWORD)


def test_where_there_is_a_second_factor_the_password_alone_proves_nothing(world: World, token: str) -> None:
    world.with_totp(token)
    world.clock.advance(VERIFIED_FOR)
    proved = world.prove_session(token, PASSWORD)
    assert proved.proved_until is None
    assert proved.asked is not None
    with pytest.raises(StepUpRequired):
        world.renew_recovery_codes(token)
    world.finish_proof(token, proved.asked.challenge, Proof(Method.TOTP, world.code()))
    world.renew_recovery_codes(token)


def test_a_proof_is_finished_by_the_session_that_began_it(world: World, token: str) -> None:
    world.with_totp(token)
    world.clock.advance(seconds=60)
    other = world.finish_sign_in(world.asked().challenge, Proof(Method.TOTP, world.code()), HOME).tokens.access_token
    asked = world.prove_session(token, PASSWORD).asked
    assert asked is not None
    with pytest.raises(ChallengeEnded):
        world.finish_proof(other, asked.challenge, Proof(Method.TOTP, world.code(later=1)))


def test_guesses_at_the_second_factor_of_a_stolen_session_are_slowed_down(world: World, token: str) -> None:
    world.with_totp(token)
    for number in range(6):
        asked = world.prove_session(token, PASSWORD).asked
        assert asked is not None
        with pytest.raises(TooManyAttempts if number == 5 else ProofWrong):
            world.finish_proof(token, asked.challenge, Proof(Method.TOTP, "000000"))


def test_password_and_keys_need_the_second_factor_too(world: World, token: str) -> None:
    world.with_totp(token)
    world.clock.advance(VERIFIED_FOR)
    with pytest.raises(StepUpRequired):
        world.change_password(token, PASSWORD, "violet tractor")
    with pytest.raises(StepUpRequired):
        world.create_api_key(token, PASSWORD, key_request(world))
    asked = world.prove_session(token, PASSWORD).asked
    assert asked is not None
    world.finish_proof(token, asked.challenge, Proof(Method.TOTP, world.code()))
    world.create_api_key(token, PASSWORD, key_request(world))
    with pytest.raises(PasswordWrong):
        world.change_password(token, "a guess", "violet tractor")
    world.change_password(token, PASSWORD, "violet tractor")


def test_an_app_protects_nothing_before_its_first_code(world: World, token: str) -> None:
    world.prove_session(token, PASSWORD)
    started = world.start_totp(token)
    assert started.secret == "SECRET1".ljust(32, "A")
    assert started.address.startswith("otpauth://totp/Momento:Ada%40example.org?secret=SECRET1")
    assert world.list_factors(token).totp is None
    world.sign_in(EMAIL, PASSWORD, HOME)
    with pytest.raises(ProofWrong):
        world.confirm_totp(token, "000000")
    assert len(world.confirm_totp(token, world.code()).recovery_codes) == 10
    totp = world.list_factors(token).totp
    assert totp is not None
    assert totp.confirmed_at == world.clock.now()


def test_the_first_code_cannot_be_used_again(world: World, token: str) -> None:
    world.with_totp(token)
    with pytest.raises(ProofWrong):
        world.finish_sign_in(world.asked().challenge, Proof(Method.TOTP, world.code()), HOME)


def test_the_secret_is_kept_sealed(world: World, token: str) -> None:
    world.prove_session(token, PASSWORD)
    world.start_totp(token)
    kept = world.factor_stores.totps.find(world.ada().user_id)
    assert kept is not None
    assert (1).to_bytes(20) not in kept.sealed_secret


def test_an_app_that_was_not_confirmed_in_time_is_none(world: World, token: str) -> None:
    world.prove_session(token, PASSWORD)
    world.start_totp(token)
    world.clock.advance(CONFIRM_WITHIN - timedelta(minutes=10))
    world.clock.advance(timedelta(minutes=10))
    fresh = world.sign_in(EMAIL, PASSWORD, HOME).tokens.access_token
    with pytest.raises(TotpUnknown):
        world.confirm_totp(fresh, world.code())


def test_there_is_one_app_at_a_time(world: World, token: str) -> None:
    world.with_totp(token)
    with pytest.raises(TotpPresent):
        world.start_totp(token)
    with pytest.raises(TotpUnknown):
        world.confirm_totp(token, world.code(later=1))
    world.remove_totp(token)
    with pytest.raises(TotpUnknown):
        world.remove_totp(token)


def test_who_removes_the_last_factor_signs_in_with_the_password_alone(world: World, token: str) -> None:
    world.with_totp(token)
    passkey, _ = world.with_passkey(token)
    world.remove_totp(token)
    assert world.asked().methods == [Method.PASSKEY, Method.RECOVERY_CODE]
    world.remove_passkey(token, str(passkey.passkey_id))
    assert world.list_factors(token).recovery_codes_left == 0
    world.sign_in(EMAIL, PASSWORD, HOME)
    with pytest.raises(SecondFactorMissing):
        world.renew_recovery_codes(token)


def test_codes_are_given_with_the_first_factor_and_not_with_the_next(world: World, token: str) -> None:
    codes = world.with_totp(token)
    started, authenticator = world.start_passkey(token), LegibleAuthenticator(ORIGIN)
    added = world.add_passkey(token, started.challenge, "Key", authenticator.make(started.options))
    assert (len(set(codes)), list(added.recovery_codes)) == (10, [])


def test_new_codes_make_the_former_ones_worthless(world: World, token: str) -> None:
    former = world.with_totp(token)
    renewed = world.renew_recovery_codes(token).recovery_codes
    assert not set(former) & set(renewed)
    with pytest.raises(ProofWrong):
        world.finish_sign_in(world.asked().challenge, Proof(Method.RECOVERY_CODE, former[0]), HOME)
    world.finish_sign_in(world.asked().challenge, Proof(Method.RECOVERY_CODE, renewed[0]), HOME)


def test_a_passkey_has_a_name_that_can_be_changed(world: World, token: str) -> None:
    passkey, _ = world.with_passkey(token, " Telephone ")
    assert passkey.name == DisplayName("Telephone")
    world.rename_passkey(token, str(passkey.passkey_id), "Old telephone")
    assert [it.name for it in world.list_factors(token).passkeys] == [DisplayName("Old telephone")]
    with pytest.raises(DisplayNameInvalid):
        world.rename_passkey(token, str(passkey.passkey_id), "")


@pytest.mark.parametrize("passkey_id", ["01arz3ndektsv4rrffq69g5fav", "no id", "", None])
def test_nobody_touches_a_passkey_that_is_not_theirs(world: World, token: str, passkey_id: str | None) -> None:
    adas, _ = world.with_passkey(token)
    world.register_account("eve@example.org", PASSWORD, "Eve")
    eve = world.sign_in("eve@example.org", PASSWORD, HOME).tokens.access_token
    world.prove_session(eve, PASSWORD)
    named = str(adas.passkey_id) if passkey_id is None else passkey_id
    with pytest.raises(PasskeyUnknown):
        world.rename_passkey(eve, named, "mine")
    with pytest.raises(PasskeyUnknown):
        world.remove_passkey(eve, named)
    assert list(world.list_factors(token).passkeys) == [adas]
    assert list(world.list_factors(eve).passkeys) == []


def test_what_makes_no_passkey_is_refused(world: World, token: str) -> None:
    world.prove_session(token, PASSWORD)
    started = world.start_passkey(token)
    for answer in ("", "{}", LegibleAuthenticator("https://evil.example").make(started.options)):
        with pytest.raises(PasskeyRefused):
            world.add_passkey(token, started.challenge, "Key", answer)


def test_a_passkey_is_added_by_the_session_that_began(world: World, token: str) -> None:
    other = world.sign_in(EMAIL, PASSWORD, HOME).tokens.access_token
    world.prove_session(token, PASSWORD)
    started = world.start_passkey(token)
    with pytest.raises(ChallengeEnded):
        world.add_passkey(other, started.challenge, "Key", LegibleAuthenticator(ORIGIN).make(started.options))


def test_a_passkey_is_registered_once(world: World, token: str) -> None:
    _, authenticator = world.with_passkey(token)
    world.finish_proof(token, *passkey_answer(world, token, authenticator))
    started = world.start_passkey(token)
    assert authenticator.credential_id.hex() in started.options
    with pytest.raises(PasskeyTaken):
        world.add_passkey(token, started.challenge, "Again", authenticator.make(started.options))


def passkey_answer(world: World, token: str, authenticator: LegibleAuthenticator) -> tuple[str, Proof]:
    asked = world.prove_session(token, PASSWORD).asked
    assert asked is not None
    return asked.challenge, Proof(Method.PASSKEY, authenticator.answer(asked.passkey_options))


def test_nobody_fills_the_store_with_passkeys(world: World, token: str) -> None:
    world.prove_session(token, PASSWORD)
    for _ in range(MAX_PASSKEYS):
        world.with_passkey(token)
    with pytest.raises(PasskeysExhausted):
        world.start_passkey(token)


def test_a_token_without_the_scope_sees_no_factors(world: World, token: str) -> None:
    made = world.create_api_key(token, PASSWORD, key_request(world))
    exchanged = world.exchange_api_key(made.text)
    assert Scope.ACCOUNT_MANAGE not in exchanged.verified.claims.scopes
    with pytest.raises(ScopeMissing):
        world.list_factors(exchanged.access_token)


def test_an_administrator_may_remove_everything(world: World, token: str) -> None:
    codes = world.with_totp(token)
    world.with_passkey(token)
    challenge, user_id = world.asked().challenge, world.ada().user_id
    assert world.remove_all_factors(user_id)
    with pytest.raises(ChallengeEnded):
        world.finish_sign_in(challenge, Proof(Method.RECOVERY_CODE, codes[0]), HOME)
    assert world.list_factors(token).passkeys == []
    world.sign_in(EMAIL, PASSWORD, HOME)
    assert not world.remove_all_factors(user_id)
