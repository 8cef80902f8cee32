"""The accounts of others, as auth shows them to administrators."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from momento.auth.v1 import administration_pb2
from momento.auth.v1.administration_pb2_grpc import AdministrationServiceStub

from momento_ingest.adapters.outbound.grpc.remote import remote_refusals
from momento_ingest.application.ports.administration import (
    AccountChange,
    AdministeredAccount,
    Invitation,
    MadeInvitation,
    ResetLink,
    WishedInvitation,
)
from momento_ingest.application.ports.identity import User
from momento_ingest.domain.identifiers import UserId

if TYPE_CHECKING:
    import grpc.aio
    from momento.auth.v1.administration_pb2_grpc import AdministrationServiceAsyncStub

DEADLINE_SECONDS: Final = 10.0


class GrpcAdministration:
    """Implements `Administration` over auth's service of that name."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._auth: AdministrationServiceAsyncStub = AdministrationServiceStub(channel)

    async def accounts(self, access_token: str, address_part: str, after: str, limit: int) -> list[AdministeredAccount]:
        """See the port."""
        request = administration_pb2.ListAccountsRequest(
            access_token=access_token, address_part=address_part, after_user_id=after, page_size=limit
        )
        with remote_refusals():
            answer = await self._auth.ListAccounts(request, timeout=DEADLINE_SECONDS)
        return list(map(_account, answer.accounts))

    async def change(self, access_token: str, user_id: str, change: AccountChange) -> AdministeredAccount:
        """See the port."""
        request = administration_pb2.ChangeAccountRequest(
            access_token=access_token, user_id=user_id, role=change.role, disabled=change.disabled
        )
        if change.quota and change.quota.size_bytes is None:
            request.quota_as_configured = True
        elif change.quota and change.quota.size_bytes is not None:
            request.quota_bytes = change.quota.size_bytes
        with remote_refusals():
            return _account((await self._auth.ChangeAccount(request, timeout=DEADLINE_SECONDS)).account)

    async def reset(self, access_token: str, user_id: str) -> ResetLink:
        """See the port."""
        request = administration_pb2.ResetAccountRequest(access_token=access_token, user_id=user_id)
        with remote_refusals():
            answer = await self._auth.ResetAccount(request, timeout=DEADLINE_SECONDS)
        return ResetLink(answer.link, answer.expires_at.ToDatetime(UTC))

    async def invitations(self, access_token: str) -> list[Invitation]:
        """See the port."""
        request = administration_pb2.ListInvitationsRequest(access_token=access_token)
        with remote_refusals():
            answer = await self._auth.ListInvitations(request, timeout=DEADLINE_SECONDS)
        return list(map(_invitation, answer.invitations))

    async def invite(self, access_token: str, wished: WishedInvitation) -> MadeInvitation:
        """See the port."""
        request = administration_pb2.CreateInvitationRequest(
            access_token=access_token, email=wished.email, role=wished.role, hours=wished.hours
        )
        with remote_refusals():
            answer = await self._auth.CreateInvitation(request, timeout=DEADLINE_SECONDS)
        return MadeInvitation(_invitation(answer.invitation), answer.link, answer.mailed)

    async def revoke_invitation(self, access_token: str, invitation_id: str) -> None:
        """See the port."""
        request = administration_pb2.RevokeInvitationRequest(access_token=access_token, invitation_id=invitation_id)
        with remote_refusals():
            await self._auth.RevokeInvitation(request, timeout=DEADLINE_SECONDS)


def _account(message: administration_pb2.AdministeredAccount) -> AdministeredAccount:
    return AdministeredAccount(
        user=User(UserId(message.user_id), message.email, message.display_name, message.role),
        created_at=message.created_at.ToDatetime(UTC),
        disabled_at=message.disabled_at.ToDatetime(UTC) if message.HasField("disabled_at") else None,
        last_sign_in_at=message.last_sign_in_at.ToDatetime(UTC) if message.HasField("last_sign_in_at") else None,
        quota_bytes=message.quota_bytes if message.HasField("quota_bytes") else None,
    )


def _invitation(message: administration_pb2.Invitation) -> Invitation:
    return Invitation(
        invitation_id=message.invitation_id,
        email=message.email,
        role=message.role,
        created_at=message.created_at.ToDatetime(UTC),
        expires_at=message.expires_at.ToDatetime(UTC),
    )
