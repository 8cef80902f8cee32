"""Many calls at once, and one process after another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from momento.auth.v1 import auth_pb2
from momento_auth.adapters.outbound.ed25519.sealing import SealBroken
from momento_chassis.grpc.errors import remote_error

from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.service import RunningAuth, environment, refusal, renew, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from momento.auth.v1.auth_pb2_grpc import AuthServiceStub

    from tests.fakes.chassis.certificates import TestAuthority


def outcomes_of_200_renewals(stub: AuthServiceStub, tokens: auth_pb2.SessionTokens) -> list[Any]:
    def attempt(_: int) -> auth_pb2.SessionTokens | str:
        try:
            return renew(stub, tokens).tokens
        except grpc.RpcError as error:
            return remote_error(error).reason

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(attempt, range(200)))


def test_of_200_renewals_at_once_two_get_the_same_token_and_the_session_is_over(
    authority: TestAuthority, tmp_path: Path, email: str
) -> None:
    auth = RunningAuth(authority, environment(authority, tmp_path), SettableClock())
    stub = auth.stub("ingest")
    outcomes = outcomes_of_200_renewals(stub, signed_in(stub, email).tokens)
    first, second = (outcome for outcome in outcomes if isinstance(outcome, auth_pb2.SessionTokens))
    assert first.refresh_token == second.refresh_token
    assert outcomes.count("SESSION_ENDED") == 198
    assert refusal(lambda: renew(stub, first)).reason == "SESSION_ENDED"
    auth.stop()


def test_tokens_outlive_a_restart(authority: TestAuthority, tmp_path: Path, email: str) -> None:
    environ = environment(authority, tmp_path)
    before = RunningAuth(authority, environ)
    tokens = signed_in(before.stub("ingest"), email).tokens
    before.stop()

    after = RunningAuth(authority, environ)
    after.stub("ingest").VerifyToken(auth_pb2.VerifyTokenRequest(access_token=tokens.access_token))
    renew(after.stub("ingest"), tokens)
    after.stop()


def test_a_restart_with_another_sealing_key_fails_and_says_so(authority: TestAuthority, tmp_path: Path) -> None:
    RunningAuth(authority, environment(authority, tmp_path)).stop()
    other = "b3RoZXIgc2VhbGluZyBrZXkgb2YgMzIgYnl0ZXMuLi4="
    with pytest.raises(SealBroken, match="MOMENTO_AUTH_SEALING_KEY"):
        RunningAuth(authority, environment(authority, tmp_path, MOMENTO_AUTH_SEALING_KEY=other))


def test_a_closed_house_takes_nobody(authority: TestAuthority, tmp_path: Path, email: str) -> None:
    auth = RunningAuth(authority, environment(authority, tmp_path, MOMENTO_AUTH_REGISTRATION="closed"))
    error = refusal(lambda: signed_in(auth.stub("ingest"), email))
    assert (error.code, error.reason) == (grpc.StatusCode.PERMISSION_DENIED, "REGISTRATION_CLOSED")
    auth.stop()
