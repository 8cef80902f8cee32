from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.adapters.outbound.webauthn.passkey_ceremonies import WebauthnPasskeyCeremonies
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.mfa.errors import PasskeyRefused, ProofWrong
from momento_auth.domain.mfa.passkey import Credential, Passkey, PasskeyId

from tests.fakes.auth.authenticators import LegibleAuthenticator, SoftwareAuthenticator
from tests.fakes.auth.clock import START
from tests.fakes.auth.identifiers import CountingIdentifiers
from tests.fakes.auth.passkey_ceremonies import LegiblePasskeyCeremonies

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_auth.application.ports.passkey_ceremonies import PasskeyCeremonies

    from tests.fakes.auth.authenticators import Authenticator

ORIGIN = "https://momento.example:8443"
CHALLENGE, OTHER_CHALLENGE = b"c" * 32, b"d" * 32
IDENTIFIERS = CountingIdentifiers()
REAL = WebauthnPasskeyCeremonies(ORIGIN)


def account(name: str = "Ada") -> Account:
    return Account(
        user_id=IDENTIFIERS.user_id(),
        email=EmailAddress(f"{name}@example.org"),
        display_name=DisplayName(name),
        password_hash=PasswordHash("hash"),
        created_at=START,
    )


ADA = account()


@dataclass
class Pair:
    """Ceremonies, and an authenticator that speaks their language."""

    ceremonies: PasskeyCeremonies
    authenticator: Authenticator

    def passkey(self) -> Passkey:
        """A registered passkey of Ada's."""
        answer = self.authenticator.make(self.ceremonies.registration_options(CHALLENGE, ADA, []))
        return passkey(self.ceremonies.registered(CHALLENGE, answer))

    def answer(self, challenge: bytes = CHALLENGE) -> str:
        return self.authenticator.answer(self.ceremonies.authentication_options(challenge))


def passkey(credential: Credential) -> Passkey:
    return Passkey(
        passkey_id=PasskeyId(str(IDENTIFIERS.session_id())),
        user_id=ADA.user_id,
        name=DisplayName("Telephone"),
        credential=credential,
        created_at=START,
    )


@pytest.fixture(params=["legible", "webauthn"])
def pair(request: pytest.FixtureRequest) -> Pair:
    if request.param == "legible":
        return Pair(LegiblePasskeyCeremonies(ORIGIN), LegibleAuthenticator(ORIGIN))
    return Pair(REAL, SoftwareAuthenticator(ORIGIN))


def test_a_passkey_is_registered_and_known_again(pair: Pair) -> None:
    registered = pair.passkey()
    answer = pair.answer()
    assert pair.ceremonies.credential_id(answer) == registered.credential.credential_id
    assert pair.ceremonies.authenticated(CHALLENGE, registered, answer) == 1


def test_an_authenticator_that_does_not_count_is_taken(pair: Pair) -> None:
    pair.authenticator.counts = False
    registered = pair.passkey()
    assert [pair.ceremonies.authenticated(CHALLENGE, registered, pair.answer()) for _ in range(2)] == [0, 0]


def lie_about_origin(pair: Pair) -> None:
    pair.authenticator.origin = "https://evil.example"


def verify_nobody(pair: Pair) -> None:
    pair.authenticator.verified = False


def sign_with_another_key(pair: Pair) -> None:
    pair.authenticator.forget_key()


def count_back(pair: Pair) -> None:
    pair.authenticator.count = 4


@pytest.mark.parametrize("lie", [lie_about_origin, verify_nobody, sign_with_another_key, count_back])
def test_no_answer_is_taken_that_is_not_quite_right(pair: Pair, lie: Callable[[Pair], None]) -> None:
    pair.authenticator.count = 5
    registered = pair.passkey()
    lie(pair)
    with pytest.raises(ProofWrong):
        pair.ceremonies.authenticated(CHALLENGE, registered, pair.answer())


def test_an_answer_to_another_challenge_is_none(pair: Pair) -> None:
    registered = pair.passkey()
    with pytest.raises(ProofWrong):
        pair.ceremonies.authenticated(CHALLENGE, registered, pair.answer(OTHER_CHALLENGE))
    made = pair.authenticator.make(pair.ceremonies.registration_options(OTHER_CHALLENGE, ADA, []))
    with pytest.raises(PasskeyRefused):
        pair.ceremonies.registered(CHALLENGE, made)


def test_a_passkey_for_another_account_is_none(pair: Pair) -> None:
    eve = account("Eve")
    made = pair.authenticator.make(pair.ceremonies.registration_options(CHALLENGE, eve, []))
    claimed = passkey(pair.ceremonies.registered(CHALLENGE, made))
    with pytest.raises(ProofWrong):
        pair.ceremonies.authenticated(CHALLENGE, claimed, pair.answer())


@pytest.mark.parametrize("lie", [lie_about_origin, verify_nobody])
def test_no_passkey_is_registered_that_is_not_quite_right(pair: Pair, lie: Callable[[Pair], None]) -> None:
    lie(pair)
    made = pair.authenticator.make(pair.ceremonies.registration_options(CHALLENGE, ADA, []))
    with pytest.raises(PasskeyRefused):
        pair.ceremonies.registered(CHALLENGE, made)


@pytest.mark.parametrize("answer", ["", "null", "[]", "{}", '{"id": 1}', "no JSON"])
def test_what_is_no_answer_at_all_is_refused(pair: Pair, answer: str) -> None:
    registered = pair.passkey()
    with pytest.raises(PasskeyRefused):
        pair.ceremonies.registered(CHALLENGE, answer)
    with pytest.raises(ProofWrong):
        pair.ceremonies.credential_id(answer)
    with pytest.raises(ProofWrong):
        pair.ceremonies.authenticated(CHALLENGE, registered, answer)


GOOD = Pair(REAL, SoftwareAuthenticator(ORIGIN))
MADE = json.loads(GOOD.authenticator.make(REAL.registration_options(CHALLENGE, ADA, [])))
REGISTERED = passkey(REAL.registered(CHALLENGE, json.dumps(MADE)))
ANSWERED = json.loads(GOOD.answer())
SCRAPS = st.one_of(st.none(), st.integers(), st.text(max_size=40), st.lists(st.integers(), max_size=2))


@given(st.sampled_from(sorted(MADE["response"])), SCRAPS)
def test_a_registration_with_any_part_replaced_is_refused_or_the_same(part: str, scrap: object) -> None:
    """The list of transports is told to nobody and signed by nobody."""
    answer = json.dumps({**MADE, "response": {**MADE["response"], part: scrap}})
    try:
        assert REAL.registered(CHALLENGE, answer) == REGISTERED.credential
        assert part == "transports"
    except PasskeyRefused:
        pass


@given(st.sampled_from(sorted(ANSWERED["response"])), SCRAPS)
def test_an_answer_with_any_part_replaced_is_refused(part: str, scrap: object) -> None:
    answer = json.dumps({**ANSWERED, "response": {**ANSWERED["response"], part: scrap}})
    with pytest.raises(ProofWrong):
        REAL.authenticated(CHALLENGE, REGISTERED, answer)


def test_the_browser_is_asked_to_verify_the_user_and_to_find_the_passkey_without_a_name() -> None:
    present = [REGISTERED]
    options = json.loads(REAL.registration_options(CHALLENGE, ADA, present))
    assert options["rp"] == {"name": "Momento", "id": "momento.example"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["attestation"] == "none"
    assert [it["id"] for it in options["excludeCredentials"]] == [MADE["id"]]
    asked = json.loads(REAL.authentication_options(CHALLENGE))
    assert (asked["rpId"], asked["userVerification"], asked["allowCredentials"]) == ("momento.example", "required", [])
