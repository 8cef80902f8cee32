"""Accounts are registered, and sessions begin, go on and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest
from momento.auth.v1 import auth_pb2
from momento_ingest.application.ports.identity import WishedAccount
from momento_ingest.domain import errors

from tests.contract.ingest.identity.accounts import ACCOUNT, ADA, BROWSER, SESSION, TOKENS, UPLOAD, fake_with_ada

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Identity

    from tests.fakes.ingest.mesh import Failures, Script


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
    reported = {"challenge": "c", "methods": "totp passkey", "passkey_options": "{}"}
    script.answers["SignIn"] = failures[grpc.StatusCode.UNAUTHENTICATED](
        "SECOND_FACTOR_REQUIRED", "One more.", reported
    )
    with pytest.raises(errors.SecondFactorRequired) as refusal:
        await identity.sign_in("ada@example.org", "a password", BROWSER)
    asked = refusal.value
    assert (asked.challenge, asked.methods, asked.passkey_options) == ("c", ["totp", "passkey"], "{}")


async def test_renewing_gives_the_next_session(identity: Identity, script: Script) -> None:
    script.answers["RenewSession"] = auth_pb2.RenewSessionResponse(account=ACCOUNT, tokens=TOKENS)
    assert await identity.renew("former", BROWSER) == SESSION
    assert script.requests == [auth_pb2.RenewSessionRequest(refresh_token="former", user_agent=BROWSER.user_agent)]


async def test_signing_out_sends_the_refresh_token(identity: Identity, script: Script) -> None:
    script.answers["SignOut"] = auth_pb2.SignOutResponse()
    await identity.sign_out("refresh")
    assert script.requests == [auth_pb2.SignOutRequest(refresh_token="refresh")]


async def test_the_fake_tells_the_same_story() -> None:
    identity, user = await fake_with_ada()
    with pytest.raises(errors.Conflict):
        await identity.register(WishedAccount("ada@example.org", "another", "Ada"), BROWSER)
    with pytest.raises(errors.Unauthenticated):
        await identity.sign_in("ada@example.org", "wrong", BROWSER)
    started = await identity.sign_in("ada@example.org", "a password", BROWSER)
    session = await identity.renew(started.refresh_token, BROWSER)
    assert (await identity.verify(session.access_token)).user == session.user == user
    grant = await identity.grant_upload(session.access_token, UPLOAD)
    await identity.check_grant(grant)
    await identity.sign_out(session.refresh_token)
    await identity.sign_out(session.refresh_token)
    for refused in (identity.verify(session.access_token), identity.check_grant(grant), identity.renew("x", BROWSER)):
        with pytest.raises(errors.Unauthenticated):
            await refused
    with pytest.raises(errors.Unauthenticated):
        await identity.grant_upload(session.access_token, UPLOAD)
