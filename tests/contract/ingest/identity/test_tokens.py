"""Whose a token is, and the grants that let others do one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento.auth.v1 import auth_pb2
from momento_ingest.application.ports.identity import Caller
from momento_ingest.domain import errors

from tests.contract.ingest.identity.accounts import ACCOUNT, ADA, BROWSER, END, UPLOAD, fake_with_ada
from tests.contract.ingest.timestamps import timestamp

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Identity

    from tests.fakes.ingest.mesh import Script


async def test_a_good_token_says_whose_it_is_until_when(identity: Identity, script: Script) -> None:
    script.answers["VerifyToken"] = auth_pb2.VerifyTokenResponse(
        user_id=ACCOUNT.user_id,
        session_id="01arz3ndektsv4rrffq69g5fzz",
        expires_at=timestamp(END),
        account=ACCOUNT,
        scopes=["media:read"],
    )
    expected = Caller(ADA, "01arz3ndektsv4rrffq69g5fzz", "access", END, frozenset({"media:read"}))
    assert await identity.verify("access") == expected
    assert script.requests == [auth_pb2.VerifyTokenRequest(access_token="access")]


async def test_a_token_says_the_role_and_the_quota_of_its_account(identity: Identity, script: Script) -> None:
    account = auth_pb2.Account(role="administrator")
    account.MergeFrom(ACCOUNT)
    script.answers["VerifyToken"] = auth_pb2.VerifyTokenResponse(account=account, quota_bytes=0)
    caller = await identity.verify("access")
    assert (caller.user.role, caller.quota_bytes) == ("administrator", 0)


async def test_a_grant_is_asked_for_one_upload_and_checked_as_it_is(identity: Identity, script: Script) -> None:
    script.answers["GrantUpload"] = auth_pb2.GrantUploadResponse(upload_grant="grant")
    script.answers["CheckUploadGrant"] = auth_pb2.CheckUploadGrantResponse()
    assert await identity.grant_upload("access", UPLOAD) == "grant"
    await identity.check_grant("grant")
    assert script.requests == [
        auth_pb2.GrantUploadRequest(access_token="access", upload_id=UPLOAD.value),
        auth_pb2.CheckUploadGrantRequest(upload_grant="grant"),
    ]


async def test_leave_to_export_is_asked_for_and_traded_for_tokens(identity: Identity, script: Script) -> None:
    script.answers["GrantExport"] = auth_pb2.GrantExportResponse(export_grant="a grant")
    assert await identity.grant_export("access", BROWSER) == "a grant"
    assert script.requests[-1] == auth_pb2.GrantExportRequest(access_token="access", client_address="192.0.2.1")
    verified = auth_pb2.VerifyTokenResponse(
        user_id=ACCOUNT.user_id, session_id="s", expires_at=timestamp(END), account=ACCOUNT, scopes=["media:read"]
    )
    script.answers["ExchangeExportGrant"] = auth_pb2.ExchangeExportGrantResponse(access_token="new", verified=verified)
    assert await identity.exchange_export_grant("a grant") == Caller(ADA, "s", "new", END, frozenset({"media:read"}))


async def test_the_fake_tells_the_same_story_of_exports() -> None:
    identity, user = await fake_with_ada()
    grant = await identity.grant_export(identity.signed_in(user), BROWSER)
    assert (await identity.exchange_export_grant(grant)).user == user
    identity.revoke(user)
    with pytest.raises(errors.Unauthenticated):
        await identity.exchange_export_grant(grant)


async def test_sessions_that_have_ended_are_asked_for_by_how_long_links_live(
    identity: Identity, script: Script
) -> None:
    script.answers["ListEndedSessions"] = auth_pb2.ListEndedSessionsResponse(session_ids=["one", "two"])
    assert await identity.ended_sessions(900) == {"one", "two"}
    assert script.requests == [auth_pb2.ListEndedSessionsRequest(lifetime_seconds=900)]
