"""Accounts, sessions and tokens, as auth knows them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from momento.auth.v1 import auth_pb2
from momento.auth.v1.auth_pb2_grpc import AuthServiceStub

from momento_ingest.adapters.outbound.grpc.activity_messages import event
from momento_ingest.adapters.outbound.grpc.remote import remote_refusals
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
from momento_ingest.domain.identifiers import UploadId, UserId

if TYPE_CHECKING:
    from datetime import datetime

    import grpc.aio
    from momento.auth.v1 import factors_pb2
    from momento.auth.v1.auth_pb2_grpc import AuthServiceAsyncStub

    from momento_ingest.domain.audit.event import ActivityEvent

    StartedSession = (
        auth_pb2.SignInResponse
        | auth_pb2.RenewSessionResponse
        | factors_pb2.FinishSignInResponse
        | factors_pb2.FinishPasskeySignInResponse
        | auth_pb2.FinishProviderSignInResponse
    )

DEADLINE_SECONDS: Final = 10.0
ENDED_SECONDS: Final = 2.0
"""Pictures wait for this answer, and the last one is good for a little longer."""
API_KEY_PREFIX: Final = "momento_"
"""No access token begins so: a JWT begins with a JSON object in base 64."""


class GrpcIdentity:
    """Asks the auth service."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._auth: AuthServiceAsyncStub = AuthServiceStub(channel)

    async def register(self, wished: WishedAccount, client: Client) -> User:
        """See the port."""
        request = auth_pb2.RegisterAccountRequest(
            email=wished.email,
            password=wished.password,
            display_name=wished.display_name,
            client_address=client.address,
            invitation=wished.invitation,
        )
        with remote_refusals():
            return _user((await self._auth.RegisterAccount(request, timeout=DEADLINE_SECONDS)).account)

    async def sign_in(self, email: str, password: str, client: Client, *, reopen: bool = False) -> Session:
        """See the port."""
        request = auth_pb2.SignInRequest(
            email=email, password=password, client_address=client.address, user_agent=client.user_agent, reopen=reopen
        )
        with remote_refusals():
            return session(await self._auth.SignIn(request, timeout=DEADLINE_SECONDS))

    async def renew(self, refresh_token: str, client: Client) -> Session:
        """See the port."""
        request = auth_pb2.RenewSessionRequest(refresh_token=refresh_token, user_agent=client.user_agent)
        with remote_refusals():
            return session(await self._auth.RenewSession(request, timeout=DEADLINE_SECONDS))

    async def sign_out(self, refresh_token: str) -> None:
        """See the port."""
        with remote_refusals():
            await self._auth.SignOut(auth_pb2.SignOutRequest(refresh_token=refresh_token), timeout=DEADLINE_SECONDS)

    async def verify(self, bearer: str) -> Caller:
        """See the port."""
        if bearer.startswith(API_KEY_PREFIX):
            return await self._exchange(bearer)
        request = auth_pb2.VerifyTokenRequest(access_token=bearer)
        with remote_refusals():
            return _caller(await self._auth.VerifyToken(request, timeout=DEADLINE_SECONDS), bearer)

    async def _exchange(self, api_key: str) -> Caller:
        request = auth_pb2.ExchangeApiKeyRequest(api_key=api_key)
        with remote_refusals():
            answer = await self._auth.ExchangeApiKey(request, timeout=DEADLINE_SECONDS)
        return _caller(answer.verified, answer.access_token)

    async def sessions(self, access_token: str) -> list[ListedSession]:
        """See the port."""
        request = auth_pb2.ListSessionsRequest(access_token=access_token)
        with remote_refusals():
            answer = await self._auth.ListSessions(request, timeout=DEADLINE_SECONDS)
        return list(map(_listed, answer.sessions))

    async def end_session(self, access_token: str, session_id: str) -> None:
        """See the port."""
        request = auth_pb2.EndSessionRequest(access_token=access_token, session_id=session_id)
        with remote_refusals():
            await self._auth.EndSession(request, timeout=DEADLINE_SECONDS)

    async def end_other_sessions(self, access_token: str) -> int:
        """See the port."""
        request = auth_pb2.EndOtherSessionsRequest(access_token=access_token)
        with remote_refusals():
            return (await self._auth.EndOtherSessions(request, timeout=DEADLINE_SECONDS)).ended_count

    async def change_password(
        self, access_token: str, password: str, new_password: str, client: Client, *, keep_api_keys: bool
    ) -> None:
        """See the port."""
        request = auth_pb2.ChangePasswordRequest(
            access_token=access_token,
            password=password,
            new_password=new_password,
            client_address=client.address,
            keep_api_keys=keep_api_keys,
        )
        with remote_refusals():
            await self._auth.ChangePassword(request, timeout=DEADLINE_SECONDS)

    async def ask_for_reset(self, email: str, client: Client) -> None:
        """See the port."""
        request = auth_pb2.AskForPasswordResetRequest(email=email, client_address=client.address)
        with remote_refusals():
            await self._auth.AskForPasswordReset(request, timeout=DEADLINE_SECONDS)

    async def reset_password(self, reset: str, new_password: str, client: Client) -> None:
        """See the port."""
        request = auth_pb2.ResetPasswordRequest(reset=reset, new_password=new_password, client_address=client.address)
        with remote_refusals():
            await self._auth.ResetPassword(request, timeout=DEADLINE_SECONDS)

    async def create_api_key(self, access_token: str, wished: WishedKey, client: Client) -> MadeKey:
        """See the port."""
        request = auth_pb2.CreateApiKeyRequest(
            access_token=access_token,
            password=wished.password,
            name=wished.name,
            scopes=wished.scopes,
            client_address=client.address,
        )
        request.expires_at.FromDatetime(wished.expires_at)
        with remote_refusals():
            answer = await self._auth.CreateApiKey(request, timeout=DEADLINE_SECONDS)
        return MadeKey(_api_key(answer.key), answer.secret)

    async def api_keys(self, access_token: str) -> list[ApiKey]:
        """See the port."""
        request = auth_pb2.ListApiKeysRequest(access_token=access_token)
        with remote_refusals():
            answer = await self._auth.ListApiKeys(request, timeout=DEADLINE_SECONDS)
        return list(map(_api_key, answer.keys))

    async def revoke_api_key(self, access_token: str, key_id: str) -> None:
        """See the port."""
        request = auth_pb2.RevokeApiKeyRequest(access_token=access_token, key_id=key_id)
        with remote_refusals():
            await self._auth.RevokeApiKey(request, timeout=DEADLINE_SECONDS)

    async def grant_upload(self, access_token: str, upload_id: UploadId) -> str:
        """See the port."""
        request = auth_pb2.GrantUploadRequest(access_token=access_token, upload_id=upload_id.value)
        with remote_refusals():
            return (await self._auth.GrantUpload(request, timeout=DEADLINE_SECONDS)).upload_grant

    async def check_grant(self, grant: str) -> None:
        """See the port."""
        request = auth_pb2.CheckUploadGrantRequest(upload_grant=grant)
        with remote_refusals():
            await self._auth.CheckUploadGrant(request, timeout=DEADLINE_SECONDS)

    async def close_account(self, access_token: str, password: str, client: Client) -> datetime:
        """See the port."""
        request = auth_pb2.CloseAccountRequest(
            access_token=access_token, password=password, client_address=client.address
        )
        with remote_refusals():
            answer = await self._auth.CloseAccount(request, timeout=DEADLINE_SECONDS)
        return answer.reopens_until.ToDatetime(UTC)

    async def closed_libraries(self) -> list[str]:
        """See the port."""
        request = auth_pb2.ListClosedLibrariesRequest()
        with remote_refusals():
            return list((await self._auth.ListClosedLibraries(request, timeout=DEADLINE_SECONDS)).access_tokens)

    async def erase_account(self, purge_token: str) -> None:
        """See the port."""
        request = auth_pb2.EraseAccountRequest(access_token=purge_token)
        with remote_refusals():
            await self._auth.EraseAccount(request, timeout=DEADLINE_SECONDS)

    async def grant_export(self, access_token: str, client: Client) -> str:
        """See the port."""
        request = auth_pb2.GrantExportRequest(access_token=access_token, client_address=client.address)
        with remote_refusals():
            return (await self._auth.GrantExport(request, timeout=DEADLINE_SECONDS)).export_grant

    async def exchange_export_grant(self, grant: str) -> Caller:
        """See the port."""
        request = auth_pb2.ExchangeExportGrantRequest(export_grant=grant)
        with remote_refusals():
            answer = await self._auth.ExchangeExportGrant(request, timeout=DEADLINE_SECONDS)
        return _caller(answer.verified, answer.access_token)

    async def ended_sessions(self, lifetime_seconds: int) -> frozenset[str]:
        """See the port."""
        request = auth_pb2.ListEndedSessionsRequest(lifetime_seconds=lifetime_seconds)
        with remote_refusals():
            answer = await self._auth.ListEndedSessions(request, timeout=ENDED_SECONDS)
        return frozenset(answer.session_ids)

    async def history(self, access_token: str, before: str, limit: int) -> list[ActivityEvent]:
        """See the port."""
        request = auth_pb2.ListActivityRequest(access_token=access_token, page_size=limit, before_event_id=before)
        with remote_refusals():
            answer = await self._auth.ListActivity(request, timeout=DEADLINE_SECONDS)
        return list(map(event, answer.events))


def _user(account: auth_pb2.Account) -> User:
    return User(UserId(account.user_id), account.email, account.display_name, account.role or "member")


def _caller(answer: auth_pb2.VerifyTokenResponse, access_token: str) -> Caller:
    expires_at = answer.expires_at.ToDatetime(UTC)
    return Caller(
        user=_user(answer.account),
        session_id=answer.session_id,
        token=access_token,
        expires_at=expires_at,
        scopes=frozenset(answer.scopes),
        quota_bytes=answer.quota_bytes if answer.HasField("quota_bytes") else None,
    )


def _api_key(message: auth_pb2.ApiKey) -> ApiKey:
    return ApiKey(
        key_id=message.key_id,
        name=message.name,
        scopes=list(message.scopes),
        created_at=message.created_at.ToDatetime(UTC),
        expires_at=message.expires_at.ToDatetime(UTC),
        last_used_at=message.last_used_at.ToDatetime(UTC) if message.HasField("last_used_at") else None,
    )


def _listed(message: auth_pb2.Session) -> ListedSession:
    return ListedSession(
        session_id=message.session_id,
        created_at=message.created_at.ToDatetime(UTC),
        last_used_at=message.last_used_at.ToDatetime(UTC),
        expires_at=message.expires_at.ToDatetime(UTC),
        address=message.client_address,
        user_agent=message.user_agent,
        current=message.current,
    )


def session(answer: StartedSession) -> Session:
    """A session and its tokens, from any answer that starts or renews one."""
    tokens = answer.tokens
    return Session(
        user=_user(answer.account),
        access_token=tokens.access_token,
        access_expires_at=tokens.access_expires_at.ToDatetime(UTC),
        refresh_token=tokens.refresh_token,
        refresh_expires_at=tokens.refresh_expires_at.ToDatetime(UTC),
    )
