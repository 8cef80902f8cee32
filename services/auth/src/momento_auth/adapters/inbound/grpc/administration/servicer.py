"""The calls of `AdministrationService`: message in, use case, message out."""
# ruff: noqa: N802, ARG002  # gRPC gives methods their names and their second argument

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from momento.auth.v1 import administration_pb2, administration_pb2_grpc

from momento_auth.adapters.inbound.grpc.administration.messages import (
    account_change,
    administered_message,
    invitation_message,
)
from momento_auth.adapters.inbound.grpc.messages import moment_message
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from grpc import ServicerContext

    from momento_auth.adapters.inbound.grpc.auditing import AuditTrail
    from momento_auth.application.accounts.administer import (
        AdministeredAccount,
        ChangeAccount,
        ListAccounts,
        ResetAccess,
    )
    from momento_auth.application.accounts.invite import CreateInvitation, ListInvitations, RevokeInvitation
    from momento_auth.application.sessions.verify_token import VerifyToken


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministrationUseCases:
    """Everything that administrators can ask for."""

    verify_token: VerifyToken
    list_accounts: ListAccounts
    change_account: ChangeAccount
    give_new_start: ResetAccess
    list_invitations: ListInvitations
    create_invitation: CreateInvitation
    revoke_invitation: RevokeInvitation


class AdministrationServicer(administration_pb2_grpc.AdministrationServiceServicer):
    """Answers calls; refusals leave as domain errors, which the chassis turns into statuses."""

    def __init__(self, use_cases: AdministrationUseCases, trail: AuditTrail) -> None:
        self._use_cases = use_cases
        self._trail = trail

    def ListAccounts(
        self, request: administration_pb2.ListAccountsRequest, context: ServicerContext
    ) -> administration_pb2.ListAccountsResponse:
        """See `administration.proto`."""
        accounts = self._use_cases.list_accounts(
            request.access_token, request.address_part, request.after_user_id, request.page_size
        )
        return administration_pb2.ListAccountsResponse(accounts=map(administered_message, accounts))

    def ChangeAccount(
        self, request: administration_pb2.ChangeAccountRequest, context: ServicerContext
    ) -> administration_pb2.ChangeAccountResponse:
        """See `administration.proto`."""
        with self._trail.audited("account.administered") as entry:
            # Nobody else learns what a change may be.
            self._use_cases.verify_token(request.access_token, Scope.ACCOUNTS_ADMINISTER)
            changed = self._use_cases.change_account(request.access_token, request.user_id, account_change(request))
            entry.user_id, entry.administrator_id = changed.account.user_id, changed.administrator
        self._note_ends(changed)
        return administration_pb2.ChangeAccountResponse(account=administered_message(changed.account))

    def ResetAccount(
        self, request: administration_pb2.ResetAccountRequest, context: ServicerContext
    ) -> administration_pb2.ResetAccountResponse:
        """See `administration.proto`."""
        with self._trail.audited("account.reset") as entry:
            reset = self._use_cases.give_new_start(request.access_token, request.user_id)
            entry.user_id, entry.administrator_id = reset.administered.account.user_id, reset.administered.administrator
        self._note_ends(reset.administered)
        return administration_pb2.ResetAccountResponse(link=reset.link, expires_at=moment_message(reset.expires_at))

    def ListInvitations(
        self, request: administration_pb2.ListInvitationsRequest, context: ServicerContext
    ) -> administration_pb2.ListInvitationsResponse:
        """See `administration.proto`."""
        invitations = self._use_cases.list_invitations(request.access_token)
        return administration_pb2.ListInvitationsResponse(invitations=map(invitation_message, invitations))

    def CreateInvitation(
        self, request: administration_pb2.CreateInvitationRequest, context: ServicerContext
    ) -> administration_pb2.CreateInvitationResponse:
        """See `administration.proto`."""
        lifetime = timedelta(hours=request.hours)
        with self._trail.audited("invitation.created") as entry:
            made = self._use_cases.create_invitation(request.access_token, request.email, request.role, lifetime)
            entry.user_id = made.invitation.invited_by
        return administration_pb2.CreateInvitationResponse(
            invitation=invitation_message(made.invitation), link=made.link, mailed=made.mailed
        )

    def RevokeInvitation(
        self, request: administration_pb2.RevokeInvitationRequest, context: ServicerContext
    ) -> administration_pb2.RevokeInvitationResponse:
        """See `administration.proto`."""
        with self._trail.audited("invitation.revoked") as entry:
            entry.user_id = self._use_cases.revoke_invitation(request.access_token, request.invitation_id)
        return administration_pb2.RevokeInvitationResponse()

    def _note_ends(self, changed: AdministeredAccount) -> None:
        if changed.ended and changed.end_reason:
            self._trail.sessions_ended(changed.ended, changed.end_reason.value.upper())
