from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from momento.activity.v1 import activity_pb2
from momento.auth.v1 import auth_pb2
from momento_chassis.grpc.client import async_channel
from momento_ingest.adapters.outbound.grpc.identity import GrpcIdentity
from momento_ingest.application.ports.identity import (
    ApiKey,
    Caller,
    Client,
    ListedSession,
    MadeKey,
    Session,
    User,
    WishedAccount,
    WishedKey,
)
from momento_ingest.domain import errors
from momento_ingest.domain.activity import ActivityEvent
from momento_ingest.domain.identifiers import UploadId, UserId

from tests.fakes.ingest.identity import InMemoryIdentity
from tests.fakes.ingest.mesh import Script, serving_auth

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from momento_ingest.application.ports.identity import Identity

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Served

METHODS = [
    "RegisterAccount",
    "SignIn",
    "RenewSession",
    "SignOut",
    "VerifyToken",
    "GrantUpload",
    "CheckUploadGrant",
    "ListActivity",
    "ListSessions",
    "EndSession",
    "EndOtherSessions",
    "ChangePassword",
    "AskForPasswordReset",
    "ResetPassword",
    "CreateApiKey",
    "ListApiKeys",
    "RevokeApiKey",
    "ExchangeApiKey",
    "CloseAccount",
    "ListClosedLibraries",
    "EraseAccount",
    "GrantExport",
    "ExchangeExportGrant",
]
END = datetime(2026, 3, 1, 12, 10, tzinfo=UTC)
LATER_END = datetime(2026, 4, 1, 12, tzinfo=UTC)
UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
ACCOUNT = auth_pb2.Account(user_id="01arz3ndektsv4rrffq69g5fad", email="ada@example.org", display_name="Ada")
ADA = User(UserId("01arz3ndektsv4rrffq69g5fad"), "ada@example.org", "Ada")
BROWSER = Client("192.0.2.1", "Firefox")
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


def timestamp(moment: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(moment)
    return message


TOKENS = auth_pb2.SessionTokens(
    access_token="access",
    access_expires_at=timestamp(END),
    refresh_token="refresh",
    refresh_expires_at=timestamp(LATER_END),
)
SESSION = Session(ADA, "access", END, "refresh", LATER_END)


@pytest.fixture(scope="module")
def script() -> Script:
    return Script()


@pytest.fixture(scope="module")
def auth(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    with serving_auth(authority, METHODS, failures, script) as served:
        yield served


@pytest.fixture
async def identity(auth: Served, script: Script) -> AsyncIterator[GrpcIdentity]:
    script.__init__()  # type: ignore[misc]  # each test begins with an empty script
    channel = async_channel(*auth, "auth")
    yield GrpcIdentity(channel)
    await channel.close(None)


async def test_registering_sends_what_was_typed_and_gives_the_account(identity: Identity, script: Script) -> None:
    script.answers["RegisterAccount"] = auth_pb2.RegisterAccountResponse(account=ACCOUNT)
    assert await identity.register(WishedAccount("ada@example.org", "a password", "Ada", "come"), BROWSER) == ADA
    expected = auth_pb2.RegisterAccountRequest(
        email="ada@example.org",
        password="a password",
        display_name="Ada",
        client_address="192.0.2.1",
        invitation="come",
    )
    assert script.requests == [expected]


async def test_signing_in_tells_where_the_request_came_from_and_gives_a_session(
    identity: Identity, script: Script
) -> None:
    script.answers["SignIn"] = auth_pb2.SignInResponse(account=ACCOUNT, tokens=TOKENS)
    assert await identity.sign_in("ada@example.org", "a password", BROWSER) == SESSION
    expected = auth_pb2.SignInRequest(
        email="ada@example.org", password="a password", client_address="192.0.2.1", user_agent="Firefox"
    )
    assert script.requests == [expected]


async def test_a_password_that_is_not_enough_leads_to_a_challenge(
    identity: Identity, script: Script, failures: Failures
) -> None:
    told = {"challenge": "c", "methods": "totp passkey", "passkey_options": "{}"}
    script.answers["SignIn"] = failures[grpc.StatusCode.UNAUTHENTICATED]("SECOND_FACTOR_REQUIRED", "One more.", told)
    with pytest.raises(errors.SecondFactorRequired) as refusal:
        await identity.sign_in("ada@example.org", "a password", BROWSER)
    asked = refusal.value
    assert (asked.challenge, asked.methods, asked.passkey_options) == ("c", ["totp", "passkey"], "{}")


async def test_renewing_gives_the_next_session(identity: Identity, script: Script) -> None:
    script.answers["RenewSession"] = auth_pb2.RenewSessionResponse(account=ACCOUNT, tokens=TOKENS)
    assert await identity.renew("former") == SESSION
    assert script.requests == [auth_pb2.RenewSessionRequest(refresh_token="former")]


async def test_signing_out_sends_the_refresh_token(identity: Identity, script: Script) -> None:
    script.answers["SignOut"] = auth_pb2.SignOutResponse()
    await identity.sign_out("refresh")
    assert script.requests == [auth_pb2.SignOutRequest(refresh_token="refresh")]


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


async def test_a_forgotten_password_is_asked_for_and_chosen_anew(identity: Identity, script: Script) -> None:
    script.answers["AskForPasswordReset"] = auth_pb2.AskForPasswordResetResponse()
    script.answers["ResetPassword"] = auth_pb2.ResetPasswordResponse()
    await identity.ask_for_reset("ada@example.org", BROWSER)
    await identity.reset_password("link", "new", BROWSER)
    assert script.requests == [
        auth_pb2.AskForPasswordResetRequest(email="ada@example.org", client_address="192.0.2.1"),
        auth_pb2.ResetPasswordRequest(reset="link", new_password="new", client_address="192.0.2.1"),
    ]


async def test_a_grant_is_asked_for_one_upload_and_checked_as_it_is(identity: Identity, script: Script) -> None:
    script.answers["GrantUpload"] = auth_pb2.GrantUploadResponse(upload_grant="grant")
    script.answers["CheckUploadGrant"] = auth_pb2.CheckUploadGrantResponse()
    assert await identity.grant_upload("access", UPLOAD) == "grant"
    await identity.check_grant("grant")
    assert script.requests == [
        auth_pb2.GrantUploadRequest(access_token="access", upload_id=UPLOAD.value),
        auth_pb2.CheckUploadGrantRequest(upload_grant="grant"),
    ]


async def test_what_happened_to_an_account_is_told_event_by_event(identity: Identity, script: Script) -> None:
    message = activity_pb2.ActivityEvent(
        event_id=UPLOAD.value,
        occurred_at=timestamp(END),
        event="session.started",
        outcome="refused",
        reason="CREDENTIALS_WRONG",
        session_id=UPLOAD.value,
        client_address="192.0.2.1",
    )
    script.answers["ListActivity"] = auth_pb2.ListActivityResponse(events=[message])
    (event,) = await identity.history("access", "", 3)
    assert event == ActivityEvent(
        UPLOAD.value,
        END,
        "session.started",
        "refused",
        reason="CREDENTIALS_WRONG",
        session_id=UPLOAD.value,
        address="192.0.2.1",
    )
    assert script.requests == [auth_pb2.ListActivityRequest(access_token="access", page_size=3)]


async def test_sessions_are_listed_with_all_that_is_known(identity: Identity, script: Script) -> None:
    message = auth_pb2.Session(
        session_id=UPLOAD.value,
        created_at=timestamp(END),
        last_used_at=timestamp(END),
        expires_at=timestamp(LATER_END),
        client_address="192.0.2.1",
        user_agent="Firefox",
        current=True,
    )
    script.answers["ListSessions"] = auth_pb2.ListSessionsResponse(sessions=[message])
    listed = ListedSession(UPLOAD.value, END, END, LATER_END, "192.0.2.1", "Firefox", current=True)
    assert await identity.sessions("access") == [listed]
    assert script.requests == [auth_pb2.ListSessionsRequest(access_token="access")]


async def test_ending_sessions_names_them_and_says_how_many(identity: Identity, script: Script) -> None:
    script.answers["EndSession"] = auth_pb2.EndSessionResponse()
    script.answers["EndOtherSessions"] = auth_pb2.EndOtherSessionsResponse(ended_count=3)
    await identity.end_session("access", UPLOAD.value)
    assert await identity.end_other_sessions("access") == 3
    assert script.requests == [
        auth_pb2.EndSessionRequest(access_token="access", session_id=UPLOAD.value),
        auth_pb2.EndOtherSessionsRequest(access_token="access"),
    ]


KEY_MESSAGE = auth_pb2.ApiKey(
    key_id=UPLOAD.value,
    name="backup",
    scopes=["media:read"],
    created_at=timestamp(END),
    expires_at=timestamp(LATER_END),
)
KEY = ApiKey(UPLOAD.value, "backup", ["media:read"], END, LATER_END, None)


async def test_an_api_key_is_traded_for_an_access_token(identity: Identity, script: Script) -> None:
    script.answers["ExchangeApiKey"] = auth_pb2.ExchangeApiKeyResponse(
        access_token="access",
        verified=auth_pb2.VerifyTokenResponse(
            session_id=UPLOAD.value, expires_at=timestamp(END), account=ACCOUNT, scopes=["media:read"]
        ),
    )
    expected = Caller(ADA, UPLOAD.value, "access", END, frozenset({"media:read"}))
    assert await identity.verify("momento_key") == expected
    assert script.requests == [auth_pb2.ExchangeApiKeyRequest(api_key="momento_key")]


async def test_an_api_key_is_made_listed_and_revoked(identity: Identity, script: Script) -> None:
    script.answers["CreateApiKey"] = auth_pb2.CreateApiKeyResponse(key=KEY_MESSAGE, secret="momento_key")
    used = auth_pb2.ApiKey()
    used.CopyFrom(KEY_MESSAGE)
    used.last_used_at.CopyFrom(timestamp(END))
    script.answers["ListApiKeys"] = auth_pb2.ListApiKeysResponse(keys=[used])
    script.answers["RevokeApiKey"] = auth_pb2.RevokeApiKeyResponse()
    wished = WishedKey("backup", ["media:read"], LATER_END, "present")
    assert await identity.create_api_key("access", wished, BROWSER) == MadeKey(KEY, "momento_key")
    assert await identity.api_keys("access") == [replace(KEY, last_used_at=END)]
    await identity.revoke_api_key("access", UPLOAD.value)
    assert script.requests == [
        auth_pb2.CreateApiKeyRequest(
            access_token="access",
            password="present",
            name="backup",
            scopes=["media:read"],
            expires_at=timestamp(LATER_END),
            client_address="192.0.2.1",
        ),
        auth_pb2.ListApiKeysRequest(access_token="access"),
        auth_pb2.RevokeApiKeyRequest(access_token="access", key_id=UPLOAD.value),
    ]


async def test_changing_the_password_sends_both_and_where_from(identity: Identity, script: Script) -> None:
    script.answers["ChangePassword"] = auth_pb2.ChangePasswordResponse()
    await identity.change_password("access", "present", "next", BROWSER)
    expected = auth_pb2.ChangePasswordRequest(
        access_token="access", password="present", new_password="next", client_address="192.0.2.1"
    )
    assert script.requests == [expected]


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


async def test_the_fake_tells_the_same_story() -> None:
    identity = InMemoryIdentity()
    user = await identity.register(WishedAccount("ada@example.org", "a password", "Ada"), BROWSER)
    with pytest.raises(errors.Conflict):
        await identity.register(WishedAccount("ada@example.org", "another", "Ada"), BROWSER)
    with pytest.raises(errors.Unauthenticated):
        await identity.sign_in("ada@example.org", "wrong", BROWSER)
    session = await identity.renew((await identity.sign_in("ada@example.org", "a password", BROWSER)).refresh_token)
    assert (await identity.verify(session.access_token)).user == session.user == user
    grant = await identity.grant_upload(session.access_token, UPLOAD)
    await identity.check_grant(grant)
    await identity.sign_out(session.refresh_token)
    await identity.sign_out(session.refresh_token)
    for refused in (identity.verify(session.access_token), identity.check_grant(grant), identity.renew("x")):
        with pytest.raises(errors.Unauthenticated):
            await refused
    with pytest.raises(errors.Unauthenticated):
        await identity.grant_upload(session.access_token, UPLOAD)


async def test_the_fake_tells_the_same_story_of_sessions_and_passwords() -> None:
    identity = InMemoryIdentity()
    await identity.register(WishedAccount("ada@example.org", "a password", "Ada"), BROWSER)
    first, second, present = [
        (await identity.sign_in("ada@example.org", "a password", BROWSER)).access_token for _ in range(3)
    ]
    by_token = {it.current: it for it in await identity.sessions(first)}
    await identity.end_session(present, by_token[True].session_id)
    with pytest.raises(errors.NotFound):
        await identity.end_session(present, by_token[True].session_id)
    assert await identity.end_other_sessions(present) == 1
    for gone in (first, second):
        with pytest.raises(errors.Unauthenticated):
            await identity.verify(gone)
    with pytest.raises(errors.Forbidden):
        await identity.change_password(present, "wrong", "another", BROWSER)
    await identity.change_password(present, "a password", "another", BROWSER)
    await identity.sign_in("ada@example.org", "another", BROWSER)


async def test_the_fake_tells_the_same_story_of_keys() -> None:
    identity = InMemoryIdentity()
    await identity.register(WishedAccount("ada@example.org", "a password", "Ada"), BROWSER)
    token = (await identity.sign_in("ada@example.org", "a password", BROWSER)).access_token
    with pytest.raises(errors.Forbidden):
        await identity.create_api_key(token, WishedKey("backup", ["media:read"], LATER_END, "wrong"), BROWSER)
    made = await identity.create_api_key(token, WishedKey("backup", ["media:read"], LATER_END, "a password"), BROWSER)
    assert (await identity.verify(made.secret)).scopes == {"media:read"}
    assert await identity.api_keys(token) == [made.key]
    await identity.revoke_api_key(token, made.key.key_id)
    with pytest.raises(errors.NotFound):
        await identity.revoke_api_key(token, made.key.key_id)
    with pytest.raises(errors.Unauthenticated):
        await identity.verify(made.secret)


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
    identity = InMemoryIdentity()
    user = await identity.register(WishedAccount("ada@example.org", "a password", "Ada"), BROWSER)
    grant = await identity.grant_export(identity.signed_in(user), BROWSER)
    assert (await identity.exchange_export_grant(grant)).user == user
    identity.revoke(user)
    with pytest.raises(errors.Unauthenticated):
        await identity.exchange_export_grant(grant)


async def test_closing_an_account_sends_the_password_and_tells_how_long_it_can_be_undone(
    identity: Identity, script: Script
) -> None:
    script.answers["CloseAccount"] = auth_pb2.CloseAccountResponse(reopens_until=timestamp(LATER_END))
    assert await identity.close_account("access", "a password", BROWSER) == LATER_END
    expected = auth_pb2.CloseAccountRequest(access_token="access", password="a password", client_address="192.0.2.1")
    assert script.requests[-1] == expected


async def test_libraries_of_closed_accounts_come_as_tokens_and_are_reported_back(
    identity: Identity, script: Script
) -> None:
    script.answers["ListClosedLibraries"] = auth_pb2.ListClosedLibrariesResponse(access_tokens=["one", "two"])
    assert await identity.closed_libraries() == ["one", "two"]
    script.answers["EraseAccount"] = auth_pb2.EraseAccountResponse()
    await identity.erase_account("one")
    assert script.requests[-1] == auth_pb2.EraseAccountRequest(access_token="one")


async def test_the_fake_tells_the_same_story_of_closing() -> None:
    identity = InMemoryIdentity()
    await identity.register(WishedAccount("ada@example.org", "a password", "Ada"), BROWSER)
    token = (await identity.sign_in("ada@example.org", "a password", BROWSER)).access_token
    with pytest.raises(errors.Forbidden):
        await identity.close_account(token, "wrong", BROWSER)
    await identity.close_account(token, "a password", BROWSER)
    with pytest.raises(errors.Unauthenticated):
        await identity.verify(token)
    with pytest.raises(errors.Conflict):
        await identity.sign_in("ada@example.org", "a password", BROWSER)
    await identity.sign_in("ada@example.org", "a password", BROWSER, reopen=True)
    await identity.sign_in("ada@example.org", "a password", BROWSER)
