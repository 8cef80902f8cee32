"""Signing in by the organisation's provider, through auth."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from momento.auth.v1 import auth_pb2
from momento.auth.v1.auth_pb2_grpc import AuthServiceStub

from momento_ingest.adapters.outbound.grpc.identity import DEADLINE_SECONDS, session
from momento_ingest.adapters.outbound.grpc.remote import remote_refusals
from momento_ingest.application.ports.provider_sign_in import Journey, OwnSignInMethods, SignInMethods

if TYPE_CHECKING:
    import grpc.aio
    from momento.auth.v1.auth_pb2_grpc import AuthServiceAsyncStub

    from momento_ingest.application.ports.identity import Client, Session
    from momento_ingest.application.ports.provider_sign_in import ProviderAnswer

PROVIDER_DEADLINE_SECONDS: Final = 20.0
"""Auth asks the provider meanwhile, up to four times."""


class GrpcProviderSignIn:
    """Asks the auth service."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._auth: AuthServiceAsyncStub = AuthServiceStub(channel)

    async def ways(self) -> SignInMethods:
        """See the port."""
        with remote_refusals():
            reported = await self._auth.ListSignInWays(auth_pb2.ListSignInWaysRequest(), timeout=DEADLINE_SECONDS)
        return SignInMethods(reported.registration, reported.provider_name)

    async def own_ways(self, access_token: str) -> OwnSignInMethods:
        """See the port."""
        request = auth_pb2.ListOwnSignInWaysRequest(access_token=access_token)
        with remote_refusals():
            reported = await self._auth.ListOwnSignInWays(request, timeout=DEADLINE_SECONDS)
        if not reported.HasField("provider_link"):
            return OwnSignInMethods(reported.has_password, None, None)
        link = reported.provider_link
        return OwnSignInMethods(reported.has_password, link.email, link.linked_at.ToDatetime(UTC))

    async def start(self, client: Client) -> Journey:
        """See the port."""
        request = auth_pb2.StartProviderSignInRequest(client_address=client.address)
        with remote_refusals():
            return _journey(await self._auth.StartProviderSignIn(request, timeout=PROVIDER_DEADLINE_SECONDS))

    async def start_link(self, access_token: str, password: str, client: Client) -> Journey:
        """See the port."""
        request = auth_pb2.StartProviderLinkRequest(
            access_token=access_token, password=password, client_address=client.address
        )
        with remote_refusals():
            return _journey(await self._auth.StartProviderLink(request, timeout=PROVIDER_DEADLINE_SECONDS))

    async def finish(self, answer: ProviderAnswer, client: Client) -> Session | None:
        """See the port."""
        request = auth_pb2.FinishProviderSignInRequest(
            state=answer.state,
            code=answer.code,
            issuer=answer.issuer,
            error=answer.error,
            browser_secret=answer.browser_secret,
            client_address=client.address,
            user_agent=client.user_agent,
        )
        with remote_refusals():
            reported = await self._auth.FinishProviderSignIn(request, timeout=PROVIDER_DEADLINE_SECONDS)
        return session(reported) if reported.HasField("tokens") else None

    async def unlink(self, access_token: str, password: str, client: Client) -> None:
        """See the port."""
        request = auth_pb2.UnlinkProviderRequest(
            access_token=access_token, password=password, client_address=client.address
        )
        with remote_refusals():
            await self._auth.UnlinkProvider(request, timeout=DEADLINE_SECONDS)


def _journey(reported: auth_pb2.StartProviderSignInResponse | auth_pb2.StartProviderLinkResponse) -> Journey:
    return Journey(reported.authorization_url, reported.browser_secret, reported.expires_at.ToDatetime(UTC))
