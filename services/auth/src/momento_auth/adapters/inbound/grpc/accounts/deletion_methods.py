"""The service's methods for anyone who takes everything along, or leaves."""
# ruff: noqa: N802, ARG002  # gRPC gives methods their names and their second argument

from __future__ import annotations

from typing import TYPE_CHECKING

from momento.auth.v1 import auth_pb2

from momento_auth.adapters.inbound.grpc.messages import (
    moment_message,
    verified_message,
)

if TYPE_CHECKING:
    from grpc import ServicerContext

    from momento_auth.adapters.inbound.grpc.auditing import AuditTrail
    from momento_auth.adapters.inbound.grpc.use_cases import UseCases


class AccountDeletionMethods:
    """A part of the servicer."""

    _use_cases: UseCases
    _trail: AuditTrail

    def CloseAccount(
        self, request: auth_pb2.CloseAccountRequest, context: ServicerContext
    ) -> auth_pb2.CloseAccountResponse:
        """See `auth.proto`."""
        with self._trail.audited("account.closed", request.client_address) as entry:
            closed = self._use_cases.close_account(request.access_token, request.password)
            entry.user_id = closed.ended.user_id
        self._trail.sessions_ended(closed.ended, "ACCOUNT_CLOSED")
        return auth_pb2.CloseAccountResponse(reopens_until=moment_message(closed.reopens_until))

    def ListClosedLibraries(
        self, request: auth_pb2.ListClosedLibrariesRequest, context: ServicerContext
    ) -> auth_pb2.ListClosedLibrariesResponse:
        """See `auth.proto`."""
        return auth_pb2.ListClosedLibrariesResponse(access_tokens=self._use_cases.list_closed_libraries())

    def EraseAccount(
        self, request: auth_pb2.EraseAccountRequest, context: ServicerContext
    ) -> auth_pb2.EraseAccountResponse:
        """See `auth.proto`."""
        with self._trail.audited("account.erased") as entry:
            entry.user_id = self._use_cases.erase_account(request.access_token)
        return auth_pb2.EraseAccountResponse()

    def GrantExport(
        self, request: auth_pb2.GrantExportRequest, context: ServicerContext
    ) -> auth_pb2.GrantExportResponse:
        """See `auth.proto`."""
        with self._trail.audited("export.granted", request.client_address) as entry:
            granted = self._use_cases.grant_export(request.access_token)
            entry.user_id, entry.session_id = granted.grant.user_id, granted.grant.session_id
        return auth_pb2.GrantExportResponse(
            export_grant=granted.token, expires_at=moment_message(granted.grant.expires_at)
        )

    def ExchangeExportGrant(
        self, request: auth_pb2.ExchangeExportGrantRequest, context: ServicerContext
    ) -> auth_pb2.ExchangeExportGrantResponse:
        """See `auth.proto`."""
        exchanged = self._use_cases.exchange_export_grant(request.export_grant)
        return auth_pb2.ExchangeExportGrantResponse(
            access_token=exchanged.access_token, verified=verified_message(exchanged.verified)
        )
