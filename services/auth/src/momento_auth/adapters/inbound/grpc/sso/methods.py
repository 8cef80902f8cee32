"""The service's methods for sign-in by the organisation's provider."""
# ruff: noqa: N802, ARG002  # gRPC gives methods their names and their second argument

from __future__ import annotations

from typing import TYPE_CHECKING

from momento.auth.v1 import auth_pb2

from momento_auth.adapters.inbound.grpc.messages import (
    account_message,
    methods_message,
    moment_message,
    own_methods_message,
    tokens_message,
)
from momento_auth.application.sso.complete import ProviderAnswer
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sso.flow import FlowSecrets

if TYPE_CHECKING:
    from grpc import ServicerContext

    from momento_auth.adapters.inbound.grpc.auditing import AuditTrail
    from momento_auth.adapters.inbound.grpc.use_cases import UseCases
    from momento_auth.application.sso.complete import Arrival


class ProviderMethods:
    """A part of the servicer."""

    _use_cases: UseCases
    _trail: AuditTrail

    def ListSignInWays(
        self, request: auth_pb2.ListSignInWaysRequest, context: ServicerContext
    ) -> auth_pb2.ListSignInWaysResponse:
        """See `auth.proto`."""
        return methods_message(self._use_cases.list_sign_in_ways())

    def ListOwnSignInWays(
        self, request: auth_pb2.ListOwnSignInWaysRequest, context: ServicerContext
    ) -> auth_pb2.ListOwnSignInWaysResponse:
        """See `auth.proto`."""
        return own_methods_message(self._use_cases.list_own_sign_in_ways(request.access_token))

    def StartProviderSignIn(
        self, request: auth_pb2.StartProviderSignInRequest, context: ServicerContext
    ) -> auth_pb2.StartProviderSignInResponse:
        """See `auth.proto`."""
        started = self._use_cases.start_provider_sign_in(Client(request.client_address, ""))
        return auth_pb2.StartProviderSignInResponse(
            authorization_url=started.address,
            browser_secret=started.browser_secret,
            expires_at=moment_message(started.expires_at),
        )

    def StartProviderLink(
        self, request: auth_pb2.StartProviderLinkRequest, context: ServicerContext
    ) -> auth_pb2.StartProviderLinkResponse:
        """See `auth.proto`."""
        client = Client(request.client_address, "")
        started = self._use_cases.start_provider_link(request.access_token, request.password, client)
        return auth_pb2.StartProviderLinkResponse(
            authorization_url=started.address,
            browser_secret=started.browser_secret,
            expires_at=moment_message(started.expires_at),
        )

    def FinishProviderSignIn(
        self, request: auth_pb2.FinishProviderSignInRequest, context: ServicerContext
    ) -> auth_pb2.FinishProviderSignInResponse:
        """See `auth.proto`."""
        client = Client(request.client_address, request.user_agent)
        with self._trail.audited("session.started", client.address) as entry:
            arrival = self._use_cases.finish_provider_sign_in(_answer(request), client)
            entry.user_id = arrival.account.user_id
            if arrival.signed_in is None:
                entry.event = "account.linked"
            else:
                entry.session_id = arrival.signed_in.session.session_id
        if arrival.signed_in:
            self._trail.surplus_ended(arrival.signed_in)
        self._note_registration(arrival, client)
        tokens = tokens_message(arrival.signed_in.tokens) if arrival.signed_in else None
        return auth_pb2.FinishProviderSignInResponse(account=account_message(arrival.account), tokens=tokens)

    def UnlinkProvider(
        self, request: auth_pb2.UnlinkProviderRequest, context: ServicerContext
    ) -> auth_pb2.UnlinkProviderResponse:
        """See `auth.proto`."""
        client = Client(request.client_address, "")
        with self._trail.audited("account.unlinked", client.address) as entry:
            entry.user_id = self._use_cases.unlink_provider(request.access_token, request.password)
        return auth_pb2.UnlinkProviderResponse()

    def _note_registration(self, arrival: Arrival, client: Client) -> None:
        if arrival.registered:
            with self._trail.audited("account.registered", client.address) as entry:
                entry.user_id = arrival.account.user_id


def _answer(request: auth_pb2.FinishProviderSignInRequest) -> ProviderAnswer:
    secrets = FlowSecrets(state=request.state, browser=request.browser_secret)
    return ProviderAnswer(secrets=secrets, code=request.code, issuer=request.issuer, error=request.error)
