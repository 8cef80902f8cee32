from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from momento.auth.v1 import auth_pb2, factors_pb2, factors_pb2_grpc
from momento_ingest.adapters.outbound.grpc.factors import GrpcFactors
from momento_ingest.application.ports.factors import (
    AskedFactor,
    FactorList,
    NewPasskey,
    NewTotp,
    Passkey,
    PasskeyChallenge,
    Proof,
    ProofKind,
    StepUp,
    Totp,
)
from momento_ingest.application.ports.identity import Client, Session, User, WishedAccount
from momento_ingest.domain import errors
from momento_ingest.domain.identifiers import UserId

from tests.contract.ingest.timestamps import timestamp
from tests.fakes.ingest.factors import CODE, RECOVERY_CODES, InMemoryFactors
from tests.fakes.ingest.identity import InMemoryIdentity
from tests.fakes.ingest.mesh import Script, connected, servicer, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    import grpc
    from momento_ingest.application.ports.factors import Factors

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Served

SERVICE = factors_pb2.DESCRIPTOR.services_by_name["FactorService"]
END = datetime(2026, 3, 1, 12, 10, tzinfo=UTC)
BROWSER = Client("192.0.2.1", "Firefox")
ADA = User(UserId("01arz3ndektsv4rrffq69g5fad"), "ada@example.org", "Ada")
ACCOUNT = auth_pb2.Account(user_id="01arz3ndektsv4rrffq69g5fad", email="ada@example.org", display_name="Ada")


TOKENS = auth_pb2.SessionTokens(
    access_token="access", access_expires_at=timestamp(END), refresh_token="refresh", refresh_expires_at=timestamp(END)
)
SESSION = Session(ADA, "access", END, "refresh", END)
ASKED_MESSAGE = factors_pb2.AskedFactor(challenge="c", methods=["totp", "passkey"], passkey_options="{}")
ASKED = AskedFactor("c", ["totp", "passkey"], "{}")
PASSKEY_MESSAGE = factors_pb2.Passkey(passkey_id="p", name="Telephone", created_at=timestamp(END))
PASSKEY = Passkey("p", "Telephone", END, None)
WHERE = {"client_address": "192.0.2.1"}
WHO = {"access_token": "access"}

CALLS: list[tuple[str, tuple[Any, ...], Any, Any, Any]] = [
    (
        "FinishSignIn",
        ("c", Proof(ProofKind.TOTP, CODE), BROWSER),
        factors_pb2.FinishSignInRequest(
            challenge="c", proof=factors_pb2.Proof(totp_code=CODE), user_agent="Firefox", **WHERE
        ),
        factors_pb2.FinishSignInResponse(account=ACCOUNT, tokens=TOKENS),
        SESSION,
    ),
    (
        "StartPasskeySignIn",
        (BROWSER,),
        factors_pb2.StartPasskeySignInRequest(**WHERE),
        factors_pb2.StartPasskeySignInResponse(asked=ASKED_MESSAGE),
        ASKED,
    ),
    (
        "FinishPasskeySignIn",
        ("c", "{}", BROWSER),
        factors_pb2.FinishPasskeySignInRequest(challenge="c", passkey="{}", user_agent="Firefox", **WHERE),
        factors_pb2.FinishPasskeySignInResponse(account=ACCOUNT, tokens=TOKENS),
        SESSION,
    ),
    (
        "ProveSession",
        ("access", "a password", BROWSER),
        factors_pb2.ProveSessionRequest(password="a password", **WHO, **WHERE),
        factors_pb2.ProveSessionResponse(asked=ASKED_MESSAGE),
        StepUp(None, ASKED),
    ),
    (
        "ProveSession",
        ("access", "a password", BROWSER),
        factors_pb2.ProveSessionRequest(password="a password", **WHO, **WHERE),
        factors_pb2.ProveSessionResponse(proved_until=timestamp(END)),
        StepUp(END, None),
    ),
    (
        "FinishProof",
        ("access", "c", Proof(ProofKind.RECOVERY_CODE, "code"), BROWSER),
        factors_pb2.FinishProofRequest(challenge="c", proof=factors_pb2.Proof(recovery_code="code"), **WHO, **WHERE),
        factors_pb2.FinishProofResponse(proved_until=timestamp(END)),
        StepUp(END, None),
    ),
    (
        "ListFactors",
        ("access",),
        factors_pb2.ListFactorsRequest(**WHO),
        factors_pb2.ListFactorsResponse(
            totp=factors_pb2.Totp(confirmed_at=timestamp(END), last_used_at=timestamp(END)),
            passkeys=[PASSKEY_MESSAGE],
            recovery_codes_left=7,
        ),
        FactorList(Totp(END, END), [PASSKEY], 7),
    ),
    (
        "ListFactors",
        ("access",),
        factors_pb2.ListFactorsRequest(**WHO),
        factors_pb2.ListFactorsResponse(),
        FactorList(None, [], 0),
    ),
    (
        "StartTotp",
        ("access", BROWSER),
        factors_pb2.StartTotpRequest(**WHO, **WHERE),
        factors_pb2.StartTotpResponse(secret="S", address="otpauth:"),
        NewTotp("S", "otpauth:"),
    ),
    (
        "ConfirmTotp",
        ("access", CODE, BROWSER),
        factors_pb2.ConfirmTotpRequest(code=CODE, **WHO, **WHERE),
        factors_pb2.ConfirmTotpResponse(recovery_codes=["one"]),
        ["one"],
    ),
    (
        "RemoveTotp",
        ("access", BROWSER),
        factors_pb2.RemoveTotpRequest(**WHO, **WHERE),
        factors_pb2.RemoveTotpResponse(),
        None,
    ),
    (
        "StartPasskey",
        ("access",),
        factors_pb2.StartPasskeyRequest(**WHO),
        factors_pb2.StartPasskeyResponse(challenge="c", options="{}"),
        PasskeyChallenge("c", "{}"),
    ),
    (
        "AddPasskey",
        ("access", "c", "Telephone", "{}", BROWSER),
        factors_pb2.AddPasskeyRequest(challenge="c", name="Telephone", passkey="{}", **WHO, **WHERE),
        factors_pb2.AddPasskeyResponse(passkey=PASSKEY_MESSAGE, recovery_codes=["one"]),
        NewPasskey(PASSKEY, ["one"]),
    ),
    (
        "RenamePasskey",
        ("access", "p", "Old"),
        factors_pb2.RenamePasskeyRequest(passkey_id="p", name="Old", **WHO),
        factors_pb2.RenamePasskeyResponse(),
        None,
    ),
    (
        "RemovePasskey",
        ("access", "p", BROWSER),
        factors_pb2.RemovePasskeyRequest(passkey_id="p", **WHO, **WHERE),
        factors_pb2.RemovePasskeyResponse(),
        None,
    ),
    (
        "RenewRecoveryCodes",
        ("access", BROWSER),
        factors_pb2.RenewRecoveryCodesRequest(**WHO, **WHERE),
        factors_pb2.RenewRecoveryCodesResponse(recovery_codes=["one"]),
        ["one"],
    ),
]
METHODS = {"ListFactors": "factors"}


@pytest.fixture(scope="module")
def auth(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    scripted = servicer(factors_pb2_grpc.FactorServiceServicer, script)

    def register(server: grpc.Server) -> None:
        factors_pb2_grpc.add_FactorServiceServicer_to_server(scripted, server)

    methods = [method.name for method in SERVICE.methods]
    with serving(authority, "auth", methods, failures, register, SERVICE.full_name) as served:
        yield served


@pytest.fixture
async def factors(auth: Served, script: Script) -> AsyncIterator[GrpcFactors]:
    async with connected(auth, "auth", script) as channel:
        yield GrpcFactors(channel)


def method(factors: Factors, rpc: str) -> Any:
    return getattr(factors, METHODS.get(rpc, "".join(f"_{it.lower()}" if it.isupper() else it for it in rpc)[1:]))


@pytest.mark.parametrize(("rpc", "arguments", "request_", "response", "expected"), CALLS)
async def test_what_is_asked_reaches_auth_and_what_it_says_comes_back(
    factors: Factors, script: Script, rpc: str, arguments: tuple[Any, ...], request_: Any, response: Any, expected: Any
) -> None:
    script.answers[rpc] = response
    assert await method(factors, rpc)(*arguments) == expected
    assert script.requests == [request_]
    assert script.deadlines[0] < 12


def test_every_call_is_tried() -> None:
    assert {rpc for rpc, *_ in CALLS} == {method.name for method in SERVICE.methods}


@pytest.mark.parametrize(("rpc", "arguments"), [call[:2] for call in CALLS])
async def test_a_refusal_keeps_its_reason(
    factors: Factors, script: Script, failures: Failures, rpc: str, arguments: tuple[Any, ...]
) -> None:
    kind = next(it for code, it in failures.items() if code.name == "PERMISSION_DENIED")
    script.answers[rpc] = kind("STEP_UP_REQUIRED", "Prove first that it is you.")
    with pytest.raises(errors.Forbidden, match="Prove first") as refusal:
        await method(factors, rpc)(*arguments)
    assert refusal.value.reason == "STEP_UP_REQUIRED"


async def test_the_fake_tells_the_same_story() -> None:
    identity = InMemoryIdentity()
    factors = InMemoryFactors(identity=identity)
    await identity.register(WishedAccount("ada@example.org", "a password", "Ada"), BROWSER)
    token = (await identity.sign_in("ada@example.org", "a password", BROWSER)).access_token
    with pytest.raises(errors.Forbidden):
        await factors.start_totp(token, BROWSER)
    assert (await factors.prove_session(token, "a password", BROWSER)).asked is None
    with pytest.raises(errors.Conflict):
        await factors.renew_recovery_codes(token, BROWSER)
    await factors.start_totp(token, BROWSER)
    with pytest.raises(errors.Forbidden):
        await factors.confirm_totp(token, "000000", BROWSER)
    assert await factors.confirm_totp(token, CODE, BROWSER) == RECOVERY_CODES
    with pytest.raises(errors.Conflict):
        await factors.start_totp(token, BROWSER)
    asked = (await factors.prove_session(token, "a password", BROWSER)).asked
    assert asked is not None
    used = Proof(ProofKind.RECOVERY_CODE, RECOVERY_CODES[0])
    await factors.finish_proof(token, asked.challenge, used, BROWSER)
    with pytest.raises(errors.Forbidden):
        await factors.finish_proof(token, asked.challenge, used, BROWSER)
    assert (await factors.factors(token)).recovery_codes_left == 1
    await factors.remove_totp(token, BROWSER)
    with pytest.raises(errors.NotFound):
        await factors.remove_totp(token, BROWSER)
    with pytest.raises(errors.NotFound):
        await factors.remove_passkey(token, "p", BROWSER)
