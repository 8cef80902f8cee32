"""Second factors over the wire: a whole auth service on loopback, with real codes and real signatures."""

from __future__ import annotations

import base64
import logging
from datetime import UTC
from typing import TYPE_CHECKING

import grpc
import pytest
from momento.auth.v1 import auth_pb2, factors_pb2, factors_pb2_grpc
from momento_auth.adapters.outbound.pyotp.one_time_codes import PyotpOneTimeCodes
from momento_chassis.grpc.client import channel
from pyotp import TOTP

from tests.fakes.auth.authenticators import SoftwareAuthenticator
from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.service import PASSWORD, RunningAuth, environment, refusal, sign_in, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento.auth.v1.auth_pb2_grpc import AuthServiceStub
    from momento.auth.v1.factors_pb2_grpc import FactorServiceStub

    from tests.fakes.chassis.certificates import TestAuthority

ORIGIN = "https://localhost:8443"
ADDRESS = "203.0.113.7"


@pytest.fixture(scope="module")
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture(scope="module")
def auth(
    authority: TestAuthority, clock: SettableClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAuth]:
    running = RunningAuth(authority, environment(authority, tmp_path_factory.mktemp("auth")), clock)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def ingest(auth: RunningAuth) -> AuthServiceStub:
    return auth.stub("ingest")


@pytest.fixture(scope="module")
def factors(auth: RunningAuth, authority: TestAuthority) -> Iterator[FactorServiceStub]:
    opened = channel(f"127.0.0.1:{auth.port}", authority.issue("ingest"), "auth")
    yield factors_pb2_grpc.FactorServiceStub(opened)
    opened.close()


def code(secret: str, clock: SettableClock) -> str:
    return TOTP(secret).at(clock.now())


def proved(factors: FactorServiceStub, token: str) -> factors_pb2.ProveSessionResponse:
    return factors.ProveSession(
        factors_pb2.ProveSessionRequest(access_token=token, password=PASSWORD, client_address=ADDRESS)
    )


def history(ingest: AuthServiceStub, token: str) -> list[tuple[str, str, str]]:
    events = ingest.ListActivity(auth_pb2.ListActivityRequest(access_token=token)).events
    return [(it.event, it.outcome, it.reason) for it in events]


def test_an_app_from_its_making_to_its_end(
    ingest: AuthServiceStub, factors: FactorServiceStub, clock: SettableClock, email: str
) -> None:
    token = signed_in(ingest, email).tokens.access_token
    starting = factors_pb2.StartTotpRequest(access_token=token)
    error = refusal(lambda: factors.StartTotp(starting))
    assert (error.code, error.reason) == (grpc.StatusCode.PERMISSION_DENIED, "STEP_UP_REQUIRED")
    assert proved(factors, token).proved_until.ToDatetime(UTC) > clock.now()
    started = factors.StartTotp(starting)
    assert started.address.startswith("otpauth://totp/Momento:")
    confirming = factors_pb2.ConfirmTotpRequest(access_token=token, code=code(started.secret, clock))
    assert len(factors.ConfirmTotp(confirming).recovery_codes) == 10

    clock.advance(seconds=60)
    error = refusal(lambda: sign_in(ingest, email, PASSWORD))
    assert (error.code, error.reason) == (grpc.StatusCode.UNAUTHENTICATED, "SECOND_FACTOR_REQUIRED")
    assert error.metadata["methods"] == "totp recovery_code"
    finishing = factors_pb2.FinishSignInRequest(
        challenge=error.metadata["challenge"], client_address=ADDRESS, user_agent="Firefox"
    )
    assert refusal(lambda: factors.FinishSignIn(finishing)).reason == "PROOF_MISSING"
    finishing.proof.totp_code = "000000"
    assert refusal(lambda: factors.FinishSignIn(finishing)).reason == "PROOF_WRONG"
    finishing.proof.totp_code = code(started.secret, clock)
    answer = factors.FinishSignIn(finishing)
    assert answer.account.email == email
    assert refusal(lambda: factors.FinishSignIn(finishing)).reason == "CHALLENGE_ENDED"

    listed = factors.ListFactors(factors_pb2.ListFactorsRequest(access_token=token))
    assert listed.totp.last_used_at.ToDatetime(UTC) == clock.now()
    assert listed.recovery_codes_left == 10
    factors.RemoveTotp(factors_pb2.RemoveTotpRequest(access_token=token))
    sign_in(ingest, email, PASSWORD)
    assert {
        ("totp.added", "refused", "STEP_UP_REQUIRED"),
        ("totp.added", "success", ""),
        ("totp.removed", "success", ""),
        ("session.proved", "success", ""),
        ("session.started", "refused", "SECOND_FACTOR_REQUIRED"),
        ("session.started", "refused", "PROOF_WRONG"),
    } <= set(history(ingest, token))


def test_a_passkey_from_its_making_to_its_end(ingest: AuthServiceStub, factors: FactorServiceStub, email: str) -> None:
    token = signed_in(ingest, email).tokens.access_token
    proved(factors, token)
    started = factors.StartPasskey(factors_pb2.StartPasskeyRequest(access_token=token))
    authenticator = SoftwareAuthenticator(ORIGIN)
    adding = factors_pb2.AddPasskeyRequest(
        access_token=token, challenge=started.challenge, name="Telephone", passkey=authenticator.make(started.options)
    )
    added = factors.AddPasskey(adding)
    assert (added.passkey.name, len(added.recovery_codes)) == ("Telephone", 10)
    assert refusal(lambda: factors.AddPasskey(adding)).reason == "CHALLENGE_ENDED"

    asked = factors.StartPasskeySignIn(factors_pb2.StartPasskeySignInRequest(client_address=ADDRESS)).asked
    finishing = factors_pb2.FinishPasskeySignInRequest(
        challenge=asked.challenge, passkey=authenticator.answer(asked.passkey_options), client_address=ADDRESS
    )
    other = factors.FinishPasskeySignIn(finishing)
    assert other.account.email == email

    asked = proved(factors, other.tokens.access_token).asked
    assert list(asked.methods) == ["passkey", "recovery_code"]
    finish = factors_pb2.FinishProofRequest(access_token=other.tokens.access_token, challenge=asked.challenge)
    finish.proof.recovery_code = added.recovery_codes[0]
    factors.FinishProof(finish)
    naming = factors_pb2.RenamePasskeyRequest(access_token=token, passkey_id=added.passkey.passkey_id, name="Old")
    factors.RenamePasskey(naming)
    (listed,) = factors.ListFactors(factors_pb2.ListFactorsRequest(access_token=token)).passkeys
    assert (listed.name, listed.HasField("last_used_at")) == ("Old", True)
    renewing = factors_pb2.RenewRecoveryCodesRequest(access_token=token)
    assert len(factors.RenewRecoveryCodes(renewing).recovery_codes) == 10
    factors.RemovePasskey(factors_pb2.RemovePasskeyRequest(access_token=token, passkey_id=added.passkey.passkey_id))
    reported = history(ingest, token)
    for event in ("added", "renamed", "removed"):
        assert (f"passkey.{event}", "success", "") in reported
    assert ("recovery_code.used", "success", "") in reported
    assert ("recovery_codes.renewed", "success", "") in reported


def test_no_secret_of_a_factor_is_logged(
    ingest: AuthServiceStub,
    factors: FactorServiceStub,
    clock: SettableClock,
    email: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    token = signed_in(ingest, email).tokens.access_token
    proved(factors, token)
    started = factors.StartTotp(factors_pb2.StartTotpRequest(access_token=token))
    confirming = factors_pb2.ConfirmTotpRequest(access_token=token, code=code(started.secret, clock))
    codes = factors.ConfirmTotp(confirming).recovery_codes
    error = refusal(lambda: sign_in(ingest, email, PASSWORD))
    finishing = factors_pb2.FinishSignInRequest(challenge=error.metadata["challenge"], client_address=ADDRESS)
    finishing.proof.recovery_code = codes[0]
    factors.FinishSignIn(finishing)
    written = " ".join(str(record.__dict__) for record in caplog.records)
    assert "recovery_code.used" in written
    for secret in (started.secret, error.metadata["challenge"], *codes, *(it.replace("-", "") for it in codes)):
        assert secret not in written


def test_the_text_of_a_secret_is_what_apps_read() -> None:
    secret = PyotpOneTimeCodes().new_secret()
    assert base64.b32decode(PyotpOneTimeCodes().text(secret)) == secret


def test_catalog_has_no_business_with_factors(auth: RunningAuth, authority: TestAuthority) -> None:
    opened = channel(f"127.0.0.1:{auth.port}", authority.issue("catalog"), "auth")
    stub = factors_pb2_grpc.FactorServiceStub(opened)
    request = factors_pb2.StartPasskeySignInRequest(client_address=ADDRESS)
    assert refusal(lambda: stub.StartPasskeySignIn(request)).code is grpc.StatusCode.PERMISSION_DENIED
    opened.close()
