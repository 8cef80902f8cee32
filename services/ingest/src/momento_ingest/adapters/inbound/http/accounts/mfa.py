"""`/api/v1/account/factors`: authenticator app, passkeys and recovery codes.

What changes a factor is refused with `STEP_UP_REQUIRED` unless the session was proved in the last five minutes; see
`step_up`.
"""

from __future__ import annotations

from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from momento_chassis.identity import ACCOUNT_MANAGE

from momento_ingest.adapters.inbound.http.accounts.mfa_presenters import (
    as_options,
    as_text,
    factors_reply,
    passkey_reply,
)
from momento_ingest.adapters.inbound.http.accounts.mfa_schemas import (
    CodeRequest,
    FactorsReply,
    NewPasskeyReply,
    NewTotpReply,
    PasskeyChallengeReply,
    PasskeyNameRequest,
    PasskeyRequest,
    RecoveryCodesReply,
)
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, TheClient, needs
from momento_ingest.adapters.inbound.http.documentation import problems


@get("/account/factors", security=needs(ACCOUNT_MANAGE), summary="List the second factors", tags=["account"])
async def list_factors(edge: InjectedContext, caller: TheCaller) -> FactorsReply:
    """The caller's authenticator app and passkeys, and how many recovery codes are left."""
    return factors_reply(await edge.factors.factors(caller.token))


@post(
    "/account/factors/totp",
    security=needs(ACCOUNT_MANAGE),
    summary="Begin with an authenticator app",
    tags=["account"],
    responses=problems(409),
)
async def start_totp(edge: InjectedContext, caller: TheCaller, client: TheClient) -> NewTotpReply:
    """Makes a secret for the app, shown this once; it protects nothing until a first code has come."""
    made = await edge.factors.start_totp(caller.token, client)
    return NewTotpReply(made.secret, made.address)


@post(
    "/account/factors/totp/confirmation",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_200_OK,
    summary="Confirm the authenticator app",
    tags=["account"],
    responses=problems(404),
)
async def confirm_totp(
    data: JSONBody[CodeRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> RecoveryCodesReply:
    """Takes the app's first code; from now on signing in needs one, and an account without recovery codes gets ten."""
    return RecoveryCodesReply(await edge.factors.confirm_totp(caller.token, data.code, client))


@delete(
    "/account/factors/totp",
    security=needs(ACCOUNT_MANAGE),
    summary="Remove the authenticator app",
    tags=["account"],
    responses=problems(404),
)
async def remove_totp(edge: InjectedContext, caller: TheCaller, client: TheClient) -> None:
    """Its codes count no longer."""
    await edge.factors.remove_totp(caller.token, client)


@post(
    "/account/factors/passkeys/challenge",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_200_OK,
    summary="Begin with a passkey",
    tags=["account"],
    responses=problems(409),
)
async def start_passkey(edge: InjectedContext, caller: TheCaller) -> PasskeyChallengeReply:
    """What the browser needs to make a passkey, good for five minutes."""
    begun = await edge.factors.start_passkey(caller.token)
    return PasskeyChallengeReply(begun.challenge, as_options(begun.options))


@post(
    "/account/factors/passkeys",
    security=needs(ACCOUNT_MANAGE),
    summary="Add a passkey",
    tags=["account"],
    responses=problems(409),
)
async def add_passkey(
    data: JSONBody[PasskeyRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> NewPasskeyReply:
    """Takes what the browser made; from now on it counts, and an account without recovery codes gets ten."""
    made = await edge.factors.add_passkey(caller.token, data.challenge, data.name, as_text(data.passkey), client)
    return NewPasskeyReply(passkey_reply(made.passkey), made.recovery_codes)


@patch(
    "/account/factors/passkeys/{passkey_id:str}",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_204_NO_CONTENT,
    summary="Rename a passkey",
    tags=["account"],
)
async def rename_passkey(
    passkey_id: FromPath[str], data: JSONBody[PasskeyNameRequest], edge: InjectedContext, caller: TheCaller
) -> None:
    """Gives one of the caller's passkeys another name; this needs no fresh proof."""
    await edge.factors.rename_passkey(caller.token, passkey_id, data.name)


@delete(
    "/account/factors/passkeys/{passkey_id:str}",
    security=needs(ACCOUNT_MANAGE),
    summary="Remove a passkey",
    tags=["account"],
)
async def remove_passkey(
    passkey_id: FromPath[str], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> None:
    """It opens nothing any more; the authenticator may still show it."""
    await edge.factors.remove_passkey(caller.token, passkey_id, client)


@post(
    "/account/factors/recovery-codes",
    security=needs(ACCOUNT_MANAGE),
    summary="Make new recovery codes",
    tags=["account"],
    responses=problems(409),
)
async def renew_recovery_codes(edge: InjectedContext, caller: TheCaller, client: TheClient) -> RecoveryCodesReply:
    """Ten codes, shown this once; the former ones are worth nothing from now on."""
    return RecoveryCodesReply(await edge.factors.renew_recovery_codes(caller.token, client))
