"""The real adapter against a provider on loopback, honest and not; the fake tells the same story where it can."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from momento_auth.adapters.outbound.oidc import identity_provider
from momento_auth.adapters.outbound.oidc.bounded_transport import MAX_ANSWER_BYTES, BoundedTransport
from momento_auth.adapters.outbound.oidc.identity_provider import OidcIdentityProvider, ProviderSettings
from momento_auth.application.ports.identity_provider import IdentityProvider
from momento_auth.domain.sso import errors as provider_errors
from momento_auth.domain.sso.flow import FlowSecrets
from momento_auth.domain.sso.provider import ProviderIdentity, Subject

from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.identity_provider import ISSUER, InMemoryIdentityProvider
from tests.oidc.scripted_provider import CLIENT_ID, CLIENT_SECRET, ScriptedProvider, as_json
from tests.oidc.signing import SigningKey, signed_with_secret, unsigned

REDIRECT = "https://momento.example/api/v1/session/oidc/callback"
FIRST, OTHER = SigningKey("first"), SigningKey("other")
TIMEOUT_SECONDS = 60
TOKENS, USER_INFO, JWKS = "/token", "/userinfo", "/jwks"


def new_secrets() -> FlowSecrets:
    return FlowSecrets(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


@dataclass
class Real:
    """The adapter, and the provider that it talks to."""

    server: ScriptedProvider
    clock: SettableClock

    def __post_init__(self) -> None:
        now = int(self.clock.now().timestamp())
        known = {"sub": "ada-1", "email": "ada@example.org", "email_verified": True, "name": "Ada"}
        self.server.claims = {**known, "iat": now, "exp": now + 60}
        settings = ProviderSettings(
            issuer=self.server.issuer,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            redirect_uri=REDIRECT,
            name="Example",
        )
        self.adapter = OidcIdentityProvider(settings, BoundedTransport(), self.clock)

    def identify(self) -> ProviderIdentity:
        """A whole journey."""
        mine = new_secrets()
        _, code = self.server.sign_in(self.adapter.address(mine))
        return self.adapter.identify(code, mine)

    def refusal(self) -> str:
        with pytest.raises(Exception, match=r"\w") as raised:
            self.identify()
        assert str(raised.value).endswith(".")
        return str(getattr(raised.value, "reason", type(raised.value)))


@pytest.fixture
def real() -> Iterator[Real]:
    with ScriptedProvider(key=FIRST) as server:
        yield Real(server, SettableClock())


@pytest.fixture(params=["memory", "oidc"])
def known(request: pytest.FixtureRequest) -> tuple[IdentityProvider, Callable[[str], tuple[str, str]], str]:
    """A provider, how Ada signs in there, and its issuer."""
    if request.param == "memory":
        fake = InMemoryIdentityProvider()
        ada = ProviderIdentity(
            subject=Subject(ISSUER, "ada-1"), email="ada@example.org", email_verified=True, name="Ada"
        )
        return fake, lambda address: fake.sign_in(address, ada), ISSUER
    it: Real = request.getfixturevalue("real")
    return it.adapter, it.server.sign_in, it.server.issuer


Known = tuple[IdentityProvider, Callable[[str], tuple[str, str]], str]


def test_who_signs_in_is_known_by_issuer_and_subject(known: Known) -> None:
    provider, sign_in, issuer = known
    mine = new_secrets()
    state, code = sign_in(provider.address(mine))
    assert state == mine.state
    provider.check_issuer(issuer)
    assert provider.identify(code, mine) == ProviderIdentity(
        subject=Subject(issuer, "ada-1"), email="ada@example.org", email_verified=True, name="Ada"
    )
    assert provider.name == "Example"


def test_a_code_is_good_once(known: Known) -> None:
    provider, sign_in, _ = known
    mine = new_secrets()
    _, code = sign_in(provider.address(mine))
    provider.identify(code, mine)
    with pytest.raises(provider_errors.ProviderCodeRefused):
        provider.identify(code, mine)


def test_a_code_is_good_for_the_journey_that_it_was_made_for(known: Known) -> None:
    provider, sign_in, _ = known
    mine = new_secrets()
    _, code = sign_in(provider.address(mine))
    with pytest.raises(provider_errors.ProviderCodeRefused):
        provider.identify(code, FlowSecrets(mine.state, "of another browser"))


def test_another_issuer_is_refused_and_none_is_no_fault(known: Known) -> None:
    provider, _, _ = known
    provider.check_issuer("")
    with pytest.raises(provider_errors.IdTokenIssuerWrong):
        provider.check_issuer("https://evil.example")


def test_a_provider_that_names_itself_in_answers_has_to(real: Real) -> None:
    real.server.metadata = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(provider_errors.IdTokenIssuerWrong):
        real.adapter.check_issuer("")


def test_people_are_sent_there_with_all_that_binds_the_answer_to_them(real: Real) -> None:
    mine = new_secrets()
    address = real.adapter.address(mine)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    challenge = asked.pop("code_challenge")
    assert len(challenge) == 43
    assert mine.code_verifier not in address
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT,
        "scope": "openid email profile",
        "state": mine.state,
        "nonce": mine.nonce,
        "code_challenge_method": "S256",
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://evil.example"}, "OIDC_ISSUER_WRONG"),
        ({"iss": None}, "OIDC_ISSUER_WRONG"),
        ({"aud": "another"}, "OIDC_AUDIENCE_WRONG"),
        ({"aud": None}, "OIDC_AUDIENCE_WRONG"),
        ({"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID}, "OIDC_AUDIENCE_WRONG"),
        ({"azp": "another"}, "OIDC_AUDIENCE_WRONG"),
        ({"nonce": "another"}, "OIDC_NONCE_WRONG"),
        ({"nonce": None}, "OIDC_NONCE_WRONG"),
        ({"exp": None}, "OIDC_TOKEN_EXPIRED"),
        ({"iat": None}, "OIDC_TOKEN_EXPIRED"),
        ({"sub": None}, "OIDC_TOKEN_INVALID"),
        ({"sub": ""}, "OIDC_TOKEN_INVALID"),
        ({"sub": "x" * 256}, "OIDC_TOKEN_INVALID"),
        ({"sub": 7}, "OIDC_TOKEN_INVALID"),
        ({"at_hash": "b3RoZXI"}, "OIDC_TOKEN_INVALID"),
    ],
)
def test_a_claim_that_is_wrong_or_missing_is_refused_by_name(real: Real, changes: dict[str, Any], reason: str) -> None:
    real.server.claims |= changes
    assert real.refusal() == reason


@pytest.mark.parametrize(
    ("moments", "reason"),
    [
        ({"exp": -31}, "OIDC_TOKEN_EXPIRED"),
        ({"iat": 31}, "OIDC_TOKEN_EXPIRED"),
        ({"nbf": 31}, "OIDC_TOKEN_EXPIRED"),
        ({"iat": -631}, "OIDC_TOKEN_EXPIRED"),
        ({"exp": -29, "iat": -629, "nbf": 29}, None),
    ],
)
def test_clocks_may_disagree_by_half_a_minute(real: Real, moments: dict[str, int], reason: str | None) -> None:
    now = int(real.clock.now().timestamp())
    real.server.claims |= {name: now + seconds for name, seconds in moments.items()}
    if reason is None:
        assert real.identify().subject.name == "ada-1"
    else:
        assert real.refusal() == reason


@pytest.mark.parametrize(
    ("mint", "reason"),
    [
        (unsigned, "OIDC_ALGORITHM_REFUSED"),
        (lambda claims: signed_with_secret(claims, CLIENT_SECRET), "OIDC_ALGORITHM_REFUSED"),
        (OTHER.sign, "OIDC_KEY_UNKNOWN"),
        (lambda claims: FIRST.sign(claims)[:-8] + "AAAAAAAA", "OIDC_SIGNATURE_WRONG"),
        (lambda _: "nonsense", "OIDC_TOKEN_INVALID"),
        (lambda _: "", "OIDC_TOKEN_INVALID"),
        (lambda claims: FIRST.sign({**claims, "more": "x" * 20_000}), "OIDC_TOKEN_INVALID"),
    ],
)
def test_a_token_that_is_not_signed_by_the_provider_is_refused(
    real: Real, mint: Callable[[dict[str, Any]], str], reason: str
) -> None:
    real.server.mint = mint
    assert real.refusal() == reason


def test_a_key_under_the_name_of_the_providers_own_does_not_pass(real: Real) -> None:
    posing = SigningKey("first")
    real.server.mint = posing.sign
    assert real.refusal() == "OIDC_SIGNATURE_WRONG"


def test_keys_follow_each_other_and_an_unknown_one_is_looked_for_once(real: Real) -> None:
    real.identify()
    real.server.mint = OTHER.sign
    real.server.published = [FIRST.public, OTHER.public]
    assert real.identify().subject.name == "ada-1"
    asked = real.server.requests.count(JWKS)
    real.server.mint = SigningKey("third").sign
    assert real.refusal() == "OIDC_KEY_UNKNOWN"
    assert real.server.requests.count(JWKS) == asked + 1


def test_what_is_published_is_remembered_for_an_hour(real: Real) -> None:
    for _ in range(3):
        real.identify()
    assert real.server.requests.count(JWKS) == 1
    real.clock.advance(seconds=3600)
    real.adapter.address(new_secrets())
    assert real.server.requests.count(JWKS) == 2


def test_keys_that_cannot_be_read_or_are_no_secret_do_no_harm(real: Real) -> None:
    real.server.published = [{"kty": "oct", "k": "c2VjcmV0"}, {"kty": "new"}, {"kty": "RSA"}, FIRST.public]
    assert real.identify().subject.name == "ada-1"


def test_an_address_that_the_token_does_not_tell_is_asked_for(real: Real) -> None:
    real.server.claims |= {"email": None, "email_verified": None}
    real.server.user_info = {"sub": "ada-1", "email": "ada@example.org", "email_verified": "true", "name": "Ada L."}
    found = real.identify()
    assert (found.email, found.email_verified, found.name) == ("ada@example.org", True, "Ada L.")


def test_the_address_of_somebody_else_is_not_taken(real: Real) -> None:
    real.server.claims |= {"email": None}
    real.server.user_info = {"sub": "eve-1", "email": "ada@example.org", "email_verified": True}
    assert real.refusal() == "OIDC_TOKEN_INVALID"


@pytest.mark.parametrize("verified", [False, None, "false", 1.5, "yes"])
def test_an_address_is_verified_only_when_the_provider_says_so(real: Real, verified: object) -> None:
    real.server.claims |= {"email_verified": verified}
    assert not real.identify().email_verified


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (TOKENS, (500, b"down", {})),
        (TOKENS, (200, b"[]", {})),
        (TOKENS, as_json({"error": "invalid_client"}, 401)),
        (TOKENS, (302, b"", {"Location": "http://169.254.169.254/"})),
        (TOKENS, (200, b"x" * (MAX_ANSWER_BYTES + 1), {})),
        (TOKENS, (200, b"x", {"Content-Encoding": "gzip"})),
        (JWKS, (404, b"", {})),
        (JWKS, as_json({"keys": "none"})),
        (JWKS, (302, b"", {"Location": "/elsewhere"})),
        ("/.well-known/openid-configuration", as_json({"issuer": "https://evil.example"})),
        ("/.well-known/openid-configuration", (200, b"<html>", {})),
    ],
)
def test_an_answer_that_is_none_is_no_verdict_on_anybody(
    real: Real, path: str, answer: tuple[int, bytes, dict[str, str]]
) -> None:
    real.server.answers[path] = lambda: answer
    assert real.refusal() == "OIDC_UNAVAILABLE"


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_no_endpoint_may_be_insecure(real: Real, name: str) -> None:
    real.server.metadata = {name: "http://login.example/"}
    assert real.refusal() == "OIDC_UNAVAILABLE"


def test_a_provider_that_is_not_there_is_unavailable() -> None:
    with ScriptedProvider(key=FIRST) as server:
        it = Real(server, SettableClock())
    assert it.refusal() == "OIDC_UNAVAILABLE"


def test_an_answer_that_trickles_is_given_up() -> None:
    moments = iter([0.0, 3.9, 4.1])
    with ScriptedProvider(key=FIRST) as server:
        it = Real(server, SettableClock())
        it.adapter._transport = BoundedTransport(clock=lambda: next(moments, 9.9))
        assert it.refusal() == "OIDC_UNAVAILABLE"


def test_a_slow_provider_holds_six_calls_at_most(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity_provider, "TIMEOUT_SECONDS", TIMEOUT_SECONDS)  # none of them gives up meanwhile
    arrived, go_on = threading.Semaphore(0), threading.Event()

    def wait() -> tuple[int, bytes, dict[str, str]]:
        arrived.release()
        go_on.wait(TIMEOUT_SECONDS)
        return as_json({})

    real.server.answers["/.well-known/openid-configuration"] = wait
    waiting = [threading.Thread(target=real.refusal) for _ in range(6)]
    for each in waiting:
        each.start()
    for _ in waiting:
        assert arrived.acquire(timeout=TIMEOUT_SECONDS)
    assert real.refusal() == "OIDC_UNAVAILABLE"
    assert len(real.server.requests) == 6
    go_on.set()
    for each in waiting:
        each.join()
