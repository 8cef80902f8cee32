from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from momento.auth.v1 import auth_pb2
from momento_ingest.adapters.outbound.grpc.provider_sign_in import GrpcProviderSignIn
from momento_ingest.application.ports.identity import Client, Session, User, WishedAccount
from momento_ingest.application.ports.provider_sign_in import Journey, OwnSignInMethods, ProviderAnswer, SignInMethods
from momento_ingest.domain import errors
from momento_ingest.domain.identifiers import UserId

from tests.fakes.ingest.identity import InMemoryIdentity
from tests.fakes.ingest.mesh import Script, connected, serving_auth
from tests.fakes.ingest.provider_sign_in import InMemoryProviderSignIn
from tests.fakes.ingest.steps import Steps

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from momento_ingest.application.ports.provider_sign_in import ProviderSignIn

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Served

METHODS = [
    "ListSignInWays",
    "ListOwnSignInWays",
    "StartProviderSignIn",
    "StartProviderLink",
    "FinishProviderSignIn",
    "UnlinkProvider",
]
END = datetime(2026, 3, 1, 12, 10, tzinfo=UTC)
MOMENT = Timestamp()
MOMENT.FromDatetime(END)
BROWSER = Client("192.0.2.1", "Firefox")
ADA = User(UserId("01arz3ndektsv4rrffq69g5fad"), "ada@example.org", "Ada")
ACCOUNT = auth_pb2.Account(user_id=ADA.user_id.value, email=ADA.email, display_name=ADA.display_name)
ANSWER = ProviderAnswer(state="state", code="code", issuer="https://login.example", error="", browser_secret="secret")


@pytest.fixture(scope="module")
def auth(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    with serving_auth(authority, METHODS, failures, script) as served:
        yield served


@pytest.fixture
async def provider(auth: Served, script: Script) -> AsyncIterator[GrpcProviderSignIn]:
    async with connected(auth, "auth", script) as channel:
        yield GrpcProviderSignIn(channel)


async def test_a_stranger_learns_how_to_sign_in(provider: ProviderSignIn, script: Script) -> None:
    script.answers["ListSignInWays"] = auth_pb2.ListSignInWaysResponse(registration="closed", provider_name="Example")
    assert await provider.ways() == SignInMethods("closed", "Example")


async def test_an_owner_learns_of_the_link_if_there_is_one(provider: ProviderSignIn, script: Script) -> None:
    reported = auth_pb2.ListOwnSignInWaysResponse(has_password=True)
    script.answers["ListOwnSignInWays"] = reported
    assert await provider.own_ways("access") == OwnSignInMethods(has_password=True, linked_email=None, linked_at=None)
    reported.provider_link.email = ADA.email
    reported.provider_link.linked_at.CopyFrom(MOMENT)
    assert await provider.own_ways("access") == OwnSignInMethods(
        has_password=True, linked_email=ADA.email, linked_at=END
    )


async def test_journeys_begin_with_an_address_and_a_secret(provider: ProviderSignIn, script: Script) -> None:
    address = "https://login.example/?state=s"
    script.answers["StartProviderSignIn"] = auth_pb2.StartProviderSignInResponse(
        authorization_url=address, browser_secret="secret", expires_at=MOMENT
    )
    script.answers["StartProviderLink"] = auth_pb2.StartProviderLinkResponse(
        authorization_url=address, browser_secret="secret", expires_at=MOMENT
    )
    expected = Journey(address, "secret", END)
    assert await provider.start(BROWSER) == expected
    assert await provider.start_link("access", "a password", BROWSER) == expected
    assert script.requests == [
        auth_pb2.StartProviderSignInRequest(client_address="192.0.2.1"),
        auth_pb2.StartProviderLinkRequest(access_token="access", password="a password", client_address="192.0.2.1"),
    ]


async def test_all_that_came_back_is_passed_on_and_gives_a_session(provider: ProviderSignIn, script: Script) -> None:
    tokens = auth_pb2.SessionTokens(
        access_token="access", access_expires_at=MOMENT, refresh_token="refresh", refresh_expires_at=MOMENT
    )
    script.answers["FinishProviderSignIn"] = auth_pb2.FinishProviderSignInResponse(account=ACCOUNT, tokens=tokens)
    assert await provider.finish(ANSWER, BROWSER) == Session(ADA, "access", END, "refresh", END)
    assert script.requests == [
        auth_pb2.FinishProviderSignInRequest(
            state="state",
            code="code",
            issuer="https://login.example",
            browser_secret="secret",
            client_address="192.0.2.1",
            user_agent="Firefox",
        )
    ]
    assert 15 < script.deadlines[0] < 22


async def test_a_link_gives_no_session(provider: ProviderSignIn, script: Script) -> None:
    script.answers["FinishProviderSignIn"] = auth_pb2.FinishProviderSignInResponse(account=ACCOUNT)
    assert await provider.finish(ANSWER, BROWSER) is None


async def test_a_link_is_taken_off_with_the_password(provider: ProviderSignIn, script: Script) -> None:
    script.answers["UnlinkProvider"] = auth_pb2.UnlinkProviderResponse()
    await provider.unlink("access", "a password", BROWSER)
    assert script.requests == [
        auth_pb2.UnlinkProviderRequest(access_token="access", password="a password", client_address="192.0.2.1")
    ]


async def test_a_refusal_keeps_its_reason(provider: ProviderSignIn, script: Script, failures: Failures) -> None:
    refused = failures[grpc.StatusCode.UNAUTHENTICATED]
    script.answers["FinishProviderSignIn"] = refused("OIDC_NONCE_WRONG", "It belongs to another sign-in.")
    with pytest.raises(errors.Unauthenticated) as raised:
        await provider.finish(ANSWER, BROWSER)
    assert raised.value.reason == "OIDC_NONCE_WRONG"


async def test_the_fake_tells_the_same_story() -> None:
    identity = InMemoryIdentity()
    provider = InMemoryProviderSignIn(identity, Steps())
    user = await identity.register(WishedAccount("ada@example.org", "a password", "Ada"), BROWSER)
    token = identity.signed_in(user)
    assert (await provider.ways()).provider_name
    journey = await provider.start(BROWSER)
    back = ProviderAnswer(state="state-1", code=user.email, issuer="", error="", browser_secret=journey.browser_secret)
    session = await provider.finish(back, BROWSER)
    assert session is not None
    assert session.user == user
    with pytest.raises(errors.Unauthenticated):
        await provider.finish(back, BROWSER)
    with pytest.raises(errors.Forbidden):
        await provider.start_link(token, "wrong", BROWSER)
    await provider.start_link(token, "a password", BROWSER)
    ((state, secret),) = provider.journeys
    linked = ProviderAnswer(state=state, code="code", issuer="", error="", browser_secret=secret)
    assert await provider.finish(linked, BROWSER) is None
    assert (await provider.own_ways(token)).linked_email == user.email
    await provider.unlink(token, "a password", BROWSER)
    with pytest.raises(errors.NotFound):
        await provider.unlink(token, "a password", BROWSER)
