"""The whole service over mutual TLS on loopback, with SQLite, Argon2 and Ed25519."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from joserfc.jwk import OKPKey
from momento.auth.v1 import auth_pb2
from momento_auth.bootstrap import bootstrap
from momento_auth.config import AuthConfig
from momento_chassis.config import ConfigurationError, load
from momento_chassis.identity import TokenVerifier

from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.service import PASSWORD, RunningAuth, environment, refusal, renew, sign_in, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from momento.auth.v1.auth_pb2_grpc import AuthServiceStub

    from tests.fakes.chassis.certificates import TestAuthority

UPLOAD = "01m80gb91p692ex4de2zsjs4vz"


@pytest.fixture(scope="module")
def auth(authority: TestAuthority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAuth]:
    running = RunningAuth(authority, environment(authority, tmp_path_factory.mktemp("auth")), SettableClock())
    yield running
    running.stop()


@pytest.fixture
def ingest(auth: RunningAuth) -> AuthServiceStub:
    return auth.stub("ingest")


def test_from_registration_to_sign_out(ingest: AuthServiceStub, email: str) -> None:
    started = signed_in(ingest, email)
    verified = ingest.VerifyToken(auth_pb2.VerifyTokenRequest(access_token=started.tokens.access_token))
    assert verified.account == started.account
    assert verified.user_id == started.account.user_id
    assert verified.expires_at == started.tokens.access_expires_at

    renewed = renew(ingest, started.tokens)
    assert renewed.account == started.account

    ingest.SignOut(auth_pb2.SignOutRequest(refresh_token=renewed.tokens.refresh_token))
    for tokens in (started.tokens, renewed.tokens):
        request = auth_pb2.VerifyTokenRequest(access_token=tokens.access_token)
        error = refusal(lambda request=request: ingest.VerifyToken(request))  # type: ignore[misc]  # the default binds the loop's value
        assert (error.code, error.reason) == (grpc.StatusCode.UNAUTHENTICATED, "SESSION_ENDED")


def test_a_grant_for_one_upload_stands_until_sign_out(ingest: AuthServiceStub, email: str) -> None:
    started = signed_in(ingest, email)
    granted = ingest.GrantUpload(
        auth_pb2.GrantUploadRequest(access_token=started.tokens.access_token, upload_id=UPLOAD)
    )
    checked = ingest.CheckUploadGrant(auth_pb2.CheckUploadGrantRequest(upload_grant=granted.upload_grant))
    assert (checked.user_id, checked.upload_id) == (started.account.user_id, UPLOAD)

    ingest.SignOut(auth_pb2.SignOutRequest(refresh_token=started.tokens.refresh_token))
    request = auth_pb2.CheckUploadGrantRequest(upload_grant=granted.upload_grant)
    assert refusal(lambda: ingest.CheckUploadGrant(request)).reason == "SESSION_ENDED"


def test_catalog_checks_tokens_with_the_keys_that_auth_lists(
    auth: RunningAuth, ingest: AuthServiceStub, email: str
) -> None:
    started = signed_in(ingest, email)
    listed = auth.stub("catalog").ListVerificationKeys(auth_pb2.ListVerificationKeysRequest())
    keys = {key.key_id: OKPKey.import_key(json.loads(key.jwk)) for key in listed.keys}

    class Listed:
        def key(self, key_id: str) -> OKPKey | None:
            return keys.get(key_id)

    assert auth.clock is not None
    claims = TokenVerifier(Listed(), auth.clock.now).verify_access_token(started.tokens.access_token)
    assert claims.user_id == started.account.user_id


@pytest.mark.parametrize("caller", ["catalog", "scanner", "stranger"])
def test_other_services_may_not_sign_anybody_in(auth: RunningAuth, caller: str) -> None:
    error = refusal(lambda: sign_in(auth.stub(caller), "ada@example.org", PASSWORD))
    assert error.code is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ({"email": "nobody"}, grpc.StatusCode.INVALID_ARGUMENT, "EMAIL_INVALID"),
        ({"password": "short"}, grpc.StatusCode.INVALID_ARGUMENT, "PASSWORD_REFUSED"),
        ({"password": "iloveyou"}, grpc.StatusCode.INVALID_ARGUMENT, "PASSWORD_REFUSED"),
        ({"display_name": ""}, grpc.StatusCode.INVALID_ARGUMENT, "DISPLAY_NAME_INVALID"),
    ],
)
def test_a_refused_registration_says_why(
    ingest: AuthServiceStub, email: str, changes: dict[str, str], code: grpc.StatusCode, reason: str
) -> None:
    request = auth_pb2.RegisterAccountRequest(**{"email": email, "password": PASSWORD, "display_name": "Ada"} | changes)
    error = refusal(lambda: ingest.RegisterAccount(request))
    assert (error.code, error.reason) == (code, reason)
    assert error.message.endswith(".")


def test_a_password_on_the_operators_list_of_breaches_is_refused(authority: TestAuthority, tmp_path: Path) -> None:
    listed = tmp_path / "hashes.txt"
    listed.write_text(f"{hashlib.sha1(PASSWORD.encode(), usedforsecurity=False).hexdigest().upper()}:3\r\n")
    variables = environment(authority, tmp_path, MOMENTO_AUTH_BREACHED_PASSWORDS=str(listed))
    running = RunningAuth(authority, variables)
    error = refusal(lambda: signed_in(running.stub("ingest"), "ada@example.org"))
    running.stop()
    assert error.reason == "PASSWORD_REFUSED"
    assert "breach" in error.message


def test_auth_does_not_start_with_a_list_of_another_kind(authority: TestAuthority, tmp_path: Path) -> None:
    variables = environment(authority, tmp_path, MOMENTO_AUTH_BREACHED_PASSWORDS=str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"MOMENTO_AUTH_BREACHED_PASSWORDS: .* cannot be read: Is a directory"):
        bootstrap(load(AuthConfig, variables))


def test_an_address_is_taken_once(ingest: AuthServiceStub, email: str) -> None:
    signed_in(ingest, email)
    error = refusal(lambda: signed_in(ingest, email.upper()))
    assert (error.code, error.reason) == (grpc.StatusCode.ALREADY_EXISTS, "EMAIL_TAKEN")


def test_guessing_is_answered_with_the_seconds_to_wait(ingest: AuthServiceStub, email: str) -> None:
    signed_in(ingest, email)
    errors = [refusal(lambda: sign_in(ingest, email, "wrong")) for _ in range(6)]
    assert [error.reason for error in errors] == ["CREDENTIALS_WRONG"] * 5 + ["TOO_MANY_ATTEMPTS"]
    assert errors[-1].code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert errors[-1].metadata == {"retry_after_seconds": "1"}


def test_a_renewal_is_answered_twice_and_a_refresh_token_used_again_ends_its_session(
    ingest: AuthServiceStub, email: str
) -> None:
    started = signed_in(ingest, email)
    renewed = renew(ingest, started.tokens)
    assert renew(ingest, started.tokens).tokens.refresh_token == renewed.tokens.refresh_token
    assert refusal(lambda: renew(ingest, started.tokens)).reason == "SESSION_ENDED"
    assert refusal(lambda: renew(ingest, renewed.tokens)).reason == "SESSION_ENDED"


def test_nonsense_is_refused_as_such(ingest: AuthServiceStub) -> None:
    verify = auth_pb2.VerifyTokenRequest(access_token="nonsense")
    assert refusal(lambda: ingest.VerifyToken(verify)).reason == "TOKEN_INVALID"
    check = auth_pb2.CheckUploadGrantRequest(upload_grant="nonsense")
    assert refusal(lambda: ingest.CheckUploadGrant(check)).reason == "TOKEN_INVALID"
    assert refusal(lambda: renew(ingest, auth_pb2.SessionTokens())).reason == "SESSION_ENDED"
    ingest.SignOut(auth_pb2.SignOutRequest(refresh_token="nonsense"))


def test_neither_secrets_nor_addresses_are_logged(
    ingest: AuthServiceStub, email: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    started = signed_in(ingest, email)
    refusal(lambda: sign_in(ingest, email, "a wrong password"))
    for _ in range(2):
        renew(ingest, started.tokens)
    refusal(lambda: renew(ingest, started.tokens))
    logged = " ".join(str(record.__dict__) for record in caplog.records)
    assert "session.started" in logged
    for secret in (PASSWORD, "a wrong password", email, started.tokens.refresh_token, started.tokens.access_token):
        assert secret not in logged


def test_the_service_is_ready_when_its_database_answers(auth: RunningAuth) -> None:
    auth.service.readiness.check()
    assert auth.service.readiness.ready


def history(ingest: AuthServiceStub, tokens: auth_pb2.SessionTokens, **page: Any) -> list[tuple[str, str, str]]:
    request = auth_pb2.ListActivityRequest(access_token=tokens.access_token, **page)
    return [(event.event, event.outcome, event.reason) for event in ingest.ListActivity(request).events]


def test_an_account_sees_what_happened_to_it_and_to_no_other(ingest: AuthServiceStub, email: str) -> None:
    started = signed_in(ingest, email)
    stranger = signed_in(ingest, f"other-{email}")
    refusal(lambda: sign_in(ingest, email, "not the password"))
    assert set(history(ingest, started.tokens)) == {
        ("session.started", "refused", "CREDENTIALS_WRONG"),
        ("session.started", "success", ""),
        ("account.registered", "success", ""),
    }
    assert ("session.started", "refused", "CREDENTIALS_WRONG") not in history(ingest, stranger.tokens)


def test_a_history_goes_on_after_the_event_that_was_seen_last(ingest: AuthServiceStub, email: str) -> None:
    started = signed_in(ingest, email)
    request = auth_pb2.ListActivityRequest(access_token=started.tokens.access_token, page_size=1)
    (newest,) = ingest.ListActivity(request).events
    assert len(history(ingest, started.tokens, before_event_id=newest.event_id)) == 1
    for wrong, reason in (({"before_event_id": "x"}, "EVENT_ID_INVALID"), ({"page_size": 201}, "PAGE_SIZE_INVALID")):
        error = refusal(lambda wrong=wrong: history(ingest, started.tokens, **wrong))  # type: ignore[misc]  # the default binds the loop's value
        assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
    nobody = auth_pb2.ListActivityRequest(access_token="forged")
    assert refusal(lambda: ingest.ListActivity(nobody)).reason == "TOKEN_INVALID"


def test_sessions_are_listed_and_ended_and_catalog_learns_which(
    auth: RunningAuth, ingest: AuthServiceStub, email: str
) -> None:
    lost = signed_in(ingest, email)
    tokens = sign_in(ingest, email, PASSWORD).tokens
    listing = auth_pb2.ListSessionsRequest(access_token=tokens.access_token)
    listed = ingest.ListSessions(listing).sessions
    assert sorted(it.current for it in listed) == [False, True]
    assert {(it.client_address, it.user_agent) for it in listed} == {("203.0.113.7", "Firefox")}
    (other,) = (it.session_id for it in listed if not it.current)

    ending = auth_pb2.EndSessionRequest(access_token=tokens.access_token, session_id=other)
    ingest.EndSession(ending)
    error = refusal(lambda: ingest.EndSession(ending))
    assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "SESSION_UNKNOWN")
    verify = auth_pb2.VerifyTokenRequest(access_token=lost.tokens.access_token)
    assert refusal(lambda: ingest.VerifyToken(verify)).reason == "SESSION_ENDED"
    assert other in auth.stub("catalog").ListEndedSessions(auth_pb2.ListEndedSessionsRequest()).session_ids
    for_links = auth_pb2.ListEndedSessionsRequest(lifetime_seconds=900)
    assert other in ingest.ListEndedSessions(for_links).session_ids
    for_links.lifetime_seconds = 86_401
    error = refusal(lambda: ingest.ListEndedSessions(for_links))
    assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "LIFETIME_INVALID")
    assert ("session.ended", "success", "SIGNED_OUT_ELSEWHERE") in history(ingest, tokens)


def test_all_other_sessions_end_at_once(ingest: AuthServiceStub, email: str) -> None:
    signed_in(ingest, email)
    sign_in(ingest, email, PASSWORD)
    tokens = sign_in(ingest, email, PASSWORD).tokens
    ending = auth_pb2.EndOtherSessionsRequest(access_token=tokens.access_token)
    assert [ingest.EndOtherSessions(ending).ended_count for _ in range(2)] == [2, 0]


def test_a_password_is_changed_by_who_knows_it_and_ends_the_other_sessions(ingest: AuthServiceStub, email: str) -> None:
    other = signed_in(ingest, email)
    tokens = sign_in(ingest, email, PASSWORD).tokens
    change = auth_pb2.ChangePasswordRequest(
        access_token=tokens.access_token,
        password="a guess",
        new_password="violet tractor",
        client_address="203.0.113.7",
    )
    error = refusal(lambda: ingest.ChangePassword(change))
    assert (error.code, error.reason) == (grpc.StatusCode.PERMISSION_DENIED, "PASSWORD_WRONG")
    change.password = PASSWORD
    ingest.ChangePassword(change)
    sign_in(ingest, email, "violet tractor")
    assert refusal(lambda: renew(ingest, other.tokens)).reason == "SESSION_ENDED"
    assert {
        ("account.password_changed", "refused", "PASSWORD_WRONG"),
        ("account.password_changed", "success", ""),
        ("session.ended", "success", "PASSWORD_CHANGED"),
    } <= set(history(ingest, tokens))


def test_a_key_for_scripts_from_its_making_to_its_end(auth: RunningAuth, ingest: AuthServiceStub, email: str) -> None:
    tokens = signed_in(ingest, email).tokens
    assert auth.clock is not None
    request = auth_pb2.CreateApiKeyRequest(
        access_token=tokens.access_token, password=PASSWORD, name="backup", scopes=["media:read"]
    )
    request.expires_at.FromDatetime(auth.clock.now() + timedelta(days=30))
    made = ingest.CreateApiKey(request)
    exchanged = ingest.ExchangeApiKey(auth_pb2.ExchangeApiKeyRequest(api_key=made.secret))
    verify = auth_pb2.VerifyTokenRequest(access_token=exchanged.access_token)
    assert ingest.VerifyToken(verify) == exchanged.verified
    assert list(exchanged.verified.scopes) == ["media:read"]
    (listed,) = ingest.ListApiKeys(auth_pb2.ListApiKeysRequest(access_token=tokens.access_token)).keys
    assert (listed.key_id, listed.name, listed.HasField("last_used_at")) == (made.key.key_id, "backup", True)

    request.access_token = exchanged.access_token
    error = refusal(lambda: ingest.CreateApiKey(request))
    assert (error.code, error.reason) == (grpc.StatusCode.PERMISSION_DENIED, "SCOPE_MISSING")
    ingest.RevokeApiKey(auth_pb2.RevokeApiKeyRequest(access_token=tokens.access_token, key_id=made.key.key_id))
    assert refusal(lambda: ingest.VerifyToken(verify)).reason == "SESSION_ENDED"
    ended = auth.stub("catalog").ListEndedSessions(auth_pb2.ListEndedSessionsRequest()).session_ids
    assert made.key.key_id in ended
    reported = history(ingest, tokens)
    assert ("api_key.created", "success", "") in reported
    assert ("api_key.revoked", "success", "") in reported
