"""What auth refuses, and what it means that auth fails or is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest
from momento.auth.v1 import auth_pb2
from momento_chassis.grpc.client import async_channel
from momento_ingest.adapters.outbound.grpc.identity import GrpcIdentity
from momento_ingest.domain import errors

from tests.contract.ingest.identity.accounts import BROWSER

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Identity

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Script

MEANINGS = {
    grpc.StatusCode.INVALID_ARGUMENT: errors.InvalidInput,
    grpc.StatusCode.UNAUTHENTICATED: errors.Unauthenticated,
    grpc.StatusCode.PERMISSION_DENIED: errors.Forbidden,
    grpc.StatusCode.NOT_FOUND: errors.NotFound,
    grpc.StatusCode.ALREADY_EXISTS: errors.Conflict,
    grpc.StatusCode.ABORTED: errors.PreconditionFailed,
    grpc.StatusCode.FAILED_PRECONDITION: errors.Conflict,
    grpc.StatusCode.RESOURCE_EXHAUSTED: errors.TooManyRequests,
}


@pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK])
async def test_each_status_has_its_meaning_and_anything_else_is_unavailable(
    identity: Identity, script: Script, failures: Failures, code: grpc.StatusCode
) -> None:
    script.answers["VerifyToken"] = failures[code]("THE_REASON", "What was wrong.")
    with pytest.raises(errors.IngestError) as raised:
        await identity.verify("access")
    assert type(raised.value) is MEANINGS.get(code, errors.Unavailable)
    assert (raised.value.reason, str(raised.value)) == ("THE_REASON", "What was wrong.")


@pytest.mark.parametrize(("said", "meant"), [("42", 42), ("", None), ("soon", None), ("-1", None)])
async def test_how_long_to_wait_is_passed_on(
    identity: Identity, script: Script, failures: Failures, said: str, meant: int | None
) -> None:
    too_many = failures[grpc.StatusCode.RESOURCE_EXHAUSTED]
    script.answers["SignIn"] = too_many("TOO_MANY_ATTEMPTS", "Wait.", {"retry_after_seconds": said})
    with pytest.raises(errors.TooManyRequests) as raised:
        await identity.sign_in("ada@example.org", "a password", BROWSER)
    assert raised.value.retry_after_seconds == meant


@pytest.mark.parametrize("code", [grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.PERMISSION_DENIED])
async def test_a_status_without_a_reason_is_no_verdict_of_the_service(
    identity: Identity, script: Script, code: grpc.StatusCode
) -> None:
    # A grpc server at its limit, or one whose table of callers lacks the edge, says no more than the status.
    script.answers["CheckUploadGrant"] = lambda _, context: context.abort(code, "Concurrent RPC limit exceeded!")
    with pytest.raises(errors.Unavailable) as raised:
        await identity.check_grant("grant")
    assert raised.value.reason == "SERVICE_UNREACHABLE"
    assert "limit" not in str(raised.value)


async def test_a_fault_of_the_service_leaks_nothing(identity: Identity, script: Script) -> None:
    script.answers["VerifyToken"] = KeyError("secret of auth")
    with pytest.raises(errors.Unavailable) as raised:
        await identity.verify("access")
    assert "secret" not in str(raised.value)


async def test_a_service_that_is_not_there_is_unavailable_and_the_log_says_why(
    authority: TestAuthority, caplog: pytest.LogCaptureFixture
) -> None:
    channel = async_channel("127.0.0.1:1", authority.issue("ingest"), "auth")
    with pytest.raises(errors.Unavailable) as raised:
        await GrpcIdentity(channel).verify("access")
    assert raised.value.reason == "SERVICE_UNREACHABLE"
    assert [record.message for record in caplog.records] == ["another service did not answer"]
    assert "127.0.0.1:1" in vars(caplog.records[0])["detail"]
    await channel.close(None)


async def test_every_call_has_a_deadline(identity: Identity, script: Script) -> None:
    script.answers["SignOut"] = auth_pb2.SignOutResponse()
    await identity.sign_out("refresh")
    assert script.deadlines[0] < 12
