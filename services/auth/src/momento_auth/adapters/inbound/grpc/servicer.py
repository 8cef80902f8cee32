"""The calls of `AuthService`: message in, use case, message out."""
# ruff: noqa: N802, ARG002  # gRPC gives methods their names and their second argument

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from momento.auth.v1 import auth_pb2, auth_pb2_grpc

from momento_auth.adapters.inbound.grpc.accounts.deletion_methods import AccountDeletionMethods
from momento_auth.adapters.inbound.grpc.messages import (
    account_message,
    api_key_message,
    event_message,
    key_message,
    moment_message,
    moment_of,
    session_message,
    tokens_message,
    verified_message,
)
from momento_auth.adapters.inbound.grpc.sso.methods import ProviderMethods
from momento_auth.application.api_keys.manage import WishedKey
from momento_auth.domain.sessions.client import Client

if TYPE_CHECKING:
    from grpc import ServicerContext

    from momento_auth.adapters.inbound.grpc.auditing import AuditTrail
    from momento_auth.adapters.inbound.grpc.use_cases import UseCases


class AuthServicer(ProviderMethods, AccountDeletionMethods, auth_pb2_grpc.AuthServiceServicer):
    """Answers calls; refusals leave as domain errors, which the chassis turns into statuses."""

    def __init__(self, use_cases: UseCases, trail: AuditTrail) -> None:
        self._use_cases = use_cases
        self._trail = trail

    def RegisterAccount(
        self, request: auth_pb2.RegisterAccountRequest, context: ServicerContext
    ) -> auth_pb2.RegisterAccountResponse:
        """See `auth.proto`."""
        client = Client(request.client_address, "")
        with self._trail.audited("account.registered", client.address) as entry:
            account = self._use_cases.register_account(
                request.email, request.password, request.display_name, client, request.invitation
            )
            entry.user_id = account.user_id
        return auth_pb2.RegisterAccountResponse(account=account_message(account))

    def SignIn(self, request: auth_pb2.SignInRequest, context: ServicerContext) -> auth_pb2.SignInResponse:
        """See `auth.proto`."""
        client = Client(request.client_address, request.user_agent)
        with self._trail.audited("session.started", client.address) as entry:
            signed_in = self._use_cases.sign_in(request.email, request.password, client, reopen=request.reopen)
            entry.user_id, entry.session_id = signed_in.account.user_id, signed_in.session.session_id
        self._trail.surplus_ended(signed_in)
        return auth_pb2.SignInResponse(
            account=account_message(signed_in.account), tokens=tokens_message(signed_in.tokens)
        )

    def RenewSession(
        self, request: auth_pb2.RenewSessionRequest, context: ServicerContext
    ) -> auth_pb2.RenewSessionResponse:
        """See `auth.proto`."""
        with self._trail.audited("session.renewed") as entry:
            signed_in = self._use_cases.renew_session(request.refresh_token, Client("", request.user_agent))
            entry.user_id, entry.session_id = signed_in.account.user_id, signed_in.session.session_id
        return auth_pb2.RenewSessionResponse(
            account=account_message(signed_in.account), tokens=tokens_message(signed_in.tokens)
        )

    def SignOut(self, request: auth_pb2.SignOutRequest, context: ServicerContext) -> auth_pb2.SignOutResponse:
        """See `auth.proto`."""
        ended = self._use_cases.sign_out(request.refresh_token)
        if ended is not None:
            with self._trail.audited("session.ended") as entry:
                entry.user_id, entry.session_id = ended.user_id, ended.session_id
        return auth_pb2.SignOutResponse()

    def VerifyToken(
        self, request: auth_pb2.VerifyTokenRequest, context: ServicerContext
    ) -> auth_pb2.VerifyTokenResponse:
        """See `auth.proto`."""
        with self._trail.denials():
            verified = self._use_cases.verify_token(request.access_token)
        return verified_message(verified)

    def GrantUpload(
        self, request: auth_pb2.GrantUploadRequest, context: ServicerContext
    ) -> auth_pb2.GrantUploadResponse:
        """See `auth.proto`."""
        granted = self._use_cases.grant_upload(request.access_token, request.upload_id)
        return auth_pb2.GrantUploadResponse(
            upload_grant=granted.token, expires_at=moment_message(granted.grant.expires_at)
        )

    def CheckUploadGrant(
        self, request: auth_pb2.CheckUploadGrantRequest, context: ServicerContext
    ) -> auth_pb2.CheckUploadGrantResponse:
        """See `auth.proto`."""
        grant = self._use_cases.check_upload_grant(request.upload_grant)
        return auth_pb2.CheckUploadGrantResponse(user_id=str(grant.user_id), upload_id=str(grant.upload_id))

    def ListVerificationKeys(
        self, request: auth_pb2.ListVerificationKeysRequest, context: ServicerContext
    ) -> auth_pb2.ListVerificationKeysResponse:
        """See `auth.proto`."""
        keys = self._use_cases.signer.verification_keys()
        return auth_pb2.ListVerificationKeysResponse(keys=map(key_message, keys))

    def ListActivity(
        self, request: auth_pb2.ListActivityRequest, context: ServicerContext
    ) -> auth_pb2.ListActivityResponse:
        """See `auth.proto`."""
        events = self._use_cases.list_activity(request.access_token, request.page_size, request.before_event_id)
        return auth_pb2.ListActivityResponse(events=map(event_message, events))

    def ListSessions(
        self, request: auth_pb2.ListSessionsRequest, context: ServicerContext
    ) -> auth_pb2.ListSessionsResponse:
        """See `auth.proto`."""
        listed = self._use_cases.list_sessions(request.access_token)
        return auth_pb2.ListSessionsResponse(sessions=map(session_message, listed))

    def EndSession(self, request: auth_pb2.EndSessionRequest, context: ServicerContext) -> auth_pb2.EndSessionResponse:
        """See `auth.proto`."""
        ended = self._use_cases.end_session(request.access_token, request.session_id)
        self._trail.sessions_ended(ended, "SIGNED_OUT_ELSEWHERE")
        return auth_pb2.EndSessionResponse()

    def EndOtherSessions(
        self, request: auth_pb2.EndOtherSessionsRequest, context: ServicerContext
    ) -> auth_pb2.EndOtherSessionsResponse:
        """See `auth.proto`."""
        ended = self._use_cases.end_other_sessions(request.access_token)
        self._trail.sessions_ended(ended, "SIGNED_OUT_ELSEWHERE")
        return auth_pb2.EndOtherSessionsResponse(ended_count=len(ended.session_ids))

    def ChangePassword(
        self, request: auth_pb2.ChangePasswordRequest, context: ServicerContext
    ) -> auth_pb2.ChangePasswordResponse:
        """See `auth.proto`."""
        client = Client(request.client_address, "")
        with self._trail.audited("account.password_changed", client.address) as entry:
            ended = self._use_cases.change_password(
                request.access_token, request.password, request.new_password, keep_api_keys=request.keep_api_keys
            )
            entry.user_id = ended.user_id
        self._trail.sessions_ended(ended, "PASSWORD_CHANGED")
        return auth_pb2.ChangePasswordResponse()

    def AskForPasswordReset(
        self, request: auth_pb2.AskForPasswordResetRequest, context: ServicerContext
    ) -> auth_pb2.AskForPasswordResetResponse:
        """See `auth.proto`."""
        client = Client(request.client_address, "")
        with self._trail.audited("account.reset_asked", client.address):
            self._use_cases.ask_for_reset(request.email, client)
        return auth_pb2.AskForPasswordResetResponse()

    def ResetPassword(
        self, request: auth_pb2.ResetPasswordRequest, context: ServicerContext
    ) -> auth_pb2.ResetPasswordResponse:
        """See `auth.proto`."""
        client = Client(request.client_address, "")
        with self._trail.audited("account.password_changed", client.address) as entry:
            ended = self._use_cases.reset_password(request.reset, request.new_password)
            entry.user_id = ended.user_id
        self._trail.sessions_ended(ended, "PASSWORD_RESET")
        return auth_pb2.ResetPasswordResponse()

    def ListEndedSessions(
        self, request: auth_pb2.ListEndedSessionsRequest, context: ServicerContext
    ) -> auth_pb2.ListEndedSessionsResponse:
        """See `auth.proto`."""
        ended = self._use_cases.list_ended_sessions(timedelta(seconds=request.lifetime_seconds))
        return auth_pb2.ListEndedSessionsResponse(session_ids=map(str, ended))

    def CreateApiKey(
        self, request: auth_pb2.CreateApiKeyRequest, context: ServicerContext
    ) -> auth_pb2.CreateApiKeyResponse:
        """See `auth.proto`."""
        wished = WishedKey(request.name, request.scopes, moment_of(request.expires_at))
        client = Client(request.client_address, "")
        with self._trail.audited("api_key.created", client.address) as entry:
            made = self._use_cases.create_api_key(request.access_token, request.password, wished)
            entry.user_id, entry.session_id = made.key.user_id, made.key.key_id
        return auth_pb2.CreateApiKeyResponse(key=api_key_message(made.key), secret=made.text)

    def ListApiKeys(
        self, request: auth_pb2.ListApiKeysRequest, context: ServicerContext
    ) -> auth_pb2.ListApiKeysResponse:
        """See `auth.proto`."""
        keys = self._use_cases.list_api_keys(request.access_token)
        return auth_pb2.ListApiKeysResponse(keys=map(api_key_message, keys))

    def RevokeApiKey(
        self, request: auth_pb2.RevokeApiKeyRequest, context: ServicerContext
    ) -> auth_pb2.RevokeApiKeyResponse:
        """See `auth.proto`."""
        revoked = self._use_cases.revoke_api_key(request.access_token, request.key_id)
        with self._trail.audited("api_key.revoked") as entry:
            entry.user_id, entry.session_id = revoked.user_id, revoked.key_id
        return auth_pb2.RevokeApiKeyResponse()

    def ExchangeApiKey(
        self, request: auth_pb2.ExchangeApiKeyRequest, context: ServicerContext
    ) -> auth_pb2.ExchangeApiKeyResponse:
        """See `auth.proto`."""
        with self._trail.denials():
            exchanged = self._use_cases.exchange_api_key(request.api_key)
        return auth_pb2.ExchangeApiKeyResponse(
            access_token=exchanged.access_token, verified=verified_message(exchanged.verified)
        )
