"""Between the domain and the messages of `administration.proto`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento.auth.v1 import administration_pb2

from momento_auth.adapters.inbound.grpc.messages import moment_message
from momento_auth.domain.accounts.account_change import AccountChange
from momento_auth.domain.accounts.quota import AS_CONFIGURED, Quota
from momento_auth.domain.accounts.role import role_of

if TYPE_CHECKING:
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.accounts.registration import Invitation


def administered_message(account: Account) -> administration_pb2.AdministeredAccount:
    """What administrators may see of an account."""
    return administration_pb2.AdministeredAccount(
        user_id=str(account.user_id),
        email=account.email.as_typed,
        display_name=account.display_name.text,
        role=account.role.value,
        created_at=moment_message(account.created_at),
        disabled_at=moment_message(account.disabled_at) if account.disabled_at else None,
        last_sign_in_at=moment_message(account.last_sign_in_at) if account.last_sign_in_at else None,
        quota_bytes=account.quota.size_bytes,
    )


def invitation_message(invitation: Invitation) -> administration_pb2.Invitation:
    """An invitation, without anything that could be used."""
    return administration_pb2.Invitation(
        invitation_id=invitation.invitation_id,
        email=invitation.email.as_typed if invitation.email else "",
        role=invitation.role.value,
        created_at=moment_message(invitation.created_at),
        expires_at=moment_message(invitation.expires_at),
    )


def account_change(request: administration_pb2.ChangeAccountRequest) -> AccountChange:
    """What is to be changed; raises `RoleInvalid` or `QuotaInvalid`."""
    return AccountChange(
        role=role_of(request.role) if request.HasField("role") else None,
        disabled=request.disabled if request.HasField("disabled") else None,
        quota=_quota(request),
    )


def _quota(request: administration_pb2.ChangeAccountRequest) -> Quota | None:
    if request.HasField("quota_bytes"):
        return Quota(request.quota_bytes)
    return AS_CONFIGURED if request.quota_as_configured else None
