"""`/api/v1/admin`: what administrators see and do of the accounts of others; nothing here leads to media."""

from __future__ import annotations

from typing import Annotated

from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK
from momento_chassis.identity import ACCOUNTS_ADMINISTER
from msgspec import UNSET

from momento_ingest.adapters.inbound.http.administration.account_presenters import (
    accounts_reply,
    invitation_reply,
    person_reply,
    reset_reply,
)
from momento_ingest.adapters.inbound.http.administration.schemas import (
    AccountsReply,
    ChangePersonRequest,
    InvitationsReply,
    InviteRequest,
    MadeInvitationReply,
    PersonReply,
    ResetReply,
)
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, needs
from momento_ingest.adapters.inbound.http.documentation import problems
from momento_ingest.application.ports.administration import AccountChange, Quota, WishedInvitation
from momento_ingest.domain.errors import InvalidInput
from momento_ingest.domain.identifiers import ULID_PATTERN


@get("/admin/accounts", security=needs(ACCOUNTS_ADMINISTER), summary="List the accounts", tags=["administration"])
async def list_accounts(
    edge: InjectedContext,
    caller: TheCaller,
    wanted: Annotated[
        str, QueryParameter(name="query", max_length=254, description="Part of an address, in any case")
    ] = "",
    cursor: Annotated[
        str,
        QueryParameter(name="cursor", pattern=f"^({ULID_PATTERN})?$", description="`nextCursor` of the page before"),
    ] = "",
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=99)] = 25,
) -> AccountsReply:
    """Everybody's accounts with their sizes, in the order in which they were made."""
    return accounts_reply(await edge.people(caller, wanted, cursor, limit))


@patch(
    "/admin/accounts/{user_id:str}",
    security=needs(ACCOUNTS_ADMINISTER),
    summary="Change an account",
    tags=["administration"],
    responses=problems(409),
)
async def change_account(
    user_id: FromPath[str], data: JSONBody[ChangePersonRequest], edge: InjectedContext, caller: TheCaller
) -> PersonReply:
    """Changes role, standing or quota; who is disabled or administers no more is out within 5 seconds."""
    return person_reply(await edge.people.change(caller, user_id, _change(data)))


@post(
    "/admin/accounts/{user_id:str}/reset",
    security=needs(ACCOUNTS_ADMINISTER),
    status_code=HTTP_200_OK,
    summary="Give an account a new start",
    tags=["administration"],
)
async def reset_account(user_id: FromPath[str], edge: InjectedContext, caller: TheCaller) -> ResetReply:
    """Signs the account out everywhere and gives its owner a link for a new password."""
    return reset_reply(await edge.administration.reset(caller.token, user_id))


@get("/admin/invitations", security=needs(ACCOUNTS_ADMINISTER), summary="List the invitations", tags=["administration"])
async def list_invitations(edge: InjectedContext, caller: TheCaller) -> InvitationsReply:
    """Invitations that may still be used, the newest first."""
    found = await edge.administration.invitations(caller.token)
    return InvitationsReply([invitation_reply(it) for it in found])


@post(
    "/admin/invitations",
    security=needs(ACCOUNTS_ADMINISTER),
    summary="Invite somebody",
    tags=["administration"],
    responses=problems(409),
)
async def invite(data: JSONBody[InviteRequest], edge: InjectedContext, caller: TheCaller) -> MadeInvitationReply:
    """Makes an invitation and tells its link this once; sends it, too, where mail is configured."""
    wished = WishedInvitation(data.email, data.role, data.hours)
    made = await edge.administration.invite(caller.token, wished)
    return MadeInvitationReply(invitation_reply(made.invitation), made.link, made.mailed)


@delete(
    "/admin/invitations/{invitation_id:str}",
    security=needs(ACCOUNTS_ADMINISTER),
    summary="Withdraw an invitation",
    tags=["administration"],
)
async def revoke_invitation(invitation_id: FromPath[str], edge: InjectedContext, caller: TheCaller) -> None:
    """Withdraws an invitation that was not used yet."""
    await edge.administration.revoke_invitation(caller.token, invitation_id)


def _change(data: ChangePersonRequest) -> AccountChange:
    if data.role is UNSET and data.disabled is UNSET and data.quota_bytes is UNSET:
        raise InvalidInput("CHANGE_EMPTY", "Say what to change: role, disabled or quotaBytes.")
    return AccountChange(
        role=None if data.role is UNSET else data.role,
        disabled=None if data.disabled is UNSET else data.disabled,
        quota=None if data.quota_bytes is UNSET else Quota(data.quota_bytes),
    )
