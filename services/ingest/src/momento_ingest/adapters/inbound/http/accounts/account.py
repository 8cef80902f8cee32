"""`/api/v1/account`: the caller's own account, where they are signed in, and their password."""

from __future__ import annotations

from litestar import delete, get, put
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from momento_chassis.identity import ACCOUNT_MANAGE, ACCOUNT_READ, MEDIA_READ

from momento_ingest.adapters.inbound.http.accounts.account_schemas import (
    AccountReply,
    ClosedReply,
    CloseRequest,
    EndedSessionsReply,
    OwnSignInMethodsReply,
    PasswordChangeRequest,
    SessionsReply,
    UsageReply,
)
from momento_ingest.adapters.inbound.http.accounts.presenters import own_methods_reply, sessions_reply, user_reply
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, TheClient, needs
from momento_ingest.adapters.inbound.http.documentation import problems


@get("/account", security=needs(ACCOUNT_READ), summary="Show the account", tags=["account"])
async def show_account(caller: TheCaller) -> AccountReply:
    """The caller's account."""
    return AccountReply(user_reply(caller.user))


@get("/account/ways", security=needs(ACCOUNT_READ), summary="Show how to sign in to the account", tags=["account"])
async def show_own_methods(edge: InjectedContext, caller: TheCaller) -> OwnSignInMethodsReply:
    """Whether the account has a password, and whom it is at the organisation's provider."""
    return own_methods_reply(await edge.provider_sign_in.own_ways(caller.token))


@get("/account/usage", security=needs(MEDIA_READ), summary="Show what is stored", tags=["account"])
async def show_usage(edge: InjectedContext, caller: TheCaller) -> UsageReply:
    """How much the caller has stored, and how much they may."""
    usage = await edge.catalog.usage(caller.token)
    return UsageReply(usage.media_count, usage.size_bytes, edge.capacity.quota(caller.quota_bytes) or None)


@put(
    "/account/password",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_204_NO_CONTENT,
    summary="Change the password",
    tags=["account"],
    responses=problems(403, 429),
)
async def change_password(
    data: JSONBody[PasswordChangeRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> None:
    """Takes a new password from anyone who knows the present one; the caller's other sessions and API keys end.

    With `keepApiKeys` the keys stay good.
    """
    await edge.identity.change_password(
        caller.token, data.password, data.new_password, client, keep_api_keys=data.keep_api_keys
    )


@delete(
    "/account",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_200_OK,
    summary="Close the account",
    tags=["account"],
    responses=problems(403, 429),
)
async def close_account(
    data: JSONBody[CloseRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> ClosedReply:
    """Ends every session and key at once. Until the moment in the answer the account can be reopened at sign-in.

    Then the library is purged, and what names the owner is erased.
    """
    return ClosedReply(await edge.identity.close_account(caller.token, data.password, client))


@get("/account/sessions", security=needs(ACCOUNT_MANAGE), summary="List the sessions", tags=["account"])
async def list_sessions(edge: InjectedContext, caller: TheCaller) -> SessionsReply:
    """Where the caller is signed in, the last used first."""
    return sessions_reply(await edge.identity.sessions(caller.token))


@delete(
    "/account/sessions",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_200_OK,
    summary="Sign out elsewhere",
    tags=["account"],
)
async def end_other_sessions(edge: InjectedContext, caller: TheCaller) -> EndedSessionsReply:
    """Ends every session of the caller but the one that asks; their tokens are honoured for 5 more seconds at most."""
    return EndedSessionsReply(await edge.identity.end_other_sessions(caller.token))


@delete("/account/sessions/{session_id:str}", security=needs(ACCOUNT_MANAGE), summary="End a session", tags=["account"])
async def end_session(session_id: FromPath[str], edge: InjectedContext, caller: TheCaller) -> None:
    """Ends one of the caller's sessions; its tokens are honoured for 5 more seconds at most."""
    await edge.identity.end_session(caller.token, session_id)
