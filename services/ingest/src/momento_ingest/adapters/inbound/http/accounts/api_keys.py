"""`/api/v1/account/api-keys`: keys for scripts."""

from __future__ import annotations

from datetime import UTC, datetime

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from momento_chassis.identity import ACCOUNT_MANAGE

from momento_ingest.adapters.inbound.http.accounts.account_schemas import ApiKeyRequest, ApiKeysReply, MadeApiKeyReply
from momento_ingest.adapters.inbound.http.accounts.presenters import api_key_reply
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, TheClient, needs
from momento_ingest.adapters.inbound.http.documentation import problems
from momento_ingest.application.ports.identity import WishedKey
from momento_ingest.domain.errors import InvalidInput


@post(
    "/account/api-keys",
    security=needs(ACCOUNT_MANAGE),
    summary="Make an API key",
    tags=["account"],
    responses=problems(409, 429),
)
async def create_api_key(
    data: JSONBody[ApiKeyRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> MadeApiKeyReply:
    """Makes a key for anyone who knows the password, and shows it this once."""
    wished = WishedKey(data.name, data.scopes, _in_utc(data.expires_at), data.password)
    made = await edge.identity.create_api_key(caller.token, wished, client)
    return MadeApiKeyReply(api_key_reply(made.key), made.secret)


@get("/account/api-keys", security=needs(ACCOUNT_MANAGE), summary="List the API keys", tags=["account"])
async def list_api_keys(edge: InjectedContext, caller: TheCaller) -> ApiKeysReply:
    """The caller's keys that were not revoked, the newest first, without the keys themselves."""
    return ApiKeysReply([api_key_reply(key) for key in await edge.identity.api_keys(caller.token)])


@delete("/account/api-keys/{key_id:str}", security=needs(ACCOUNT_MANAGE), summary="Revoke an API key", tags=["account"])
async def revoke_api_key(key_id: FromPath[str], edge: InjectedContext, caller: TheCaller) -> None:
    """Ends a key; it is honoured for 5 more seconds at most."""
    await edge.identity.revoke_api_key(caller.token, key_id)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidInput("EXPIRY_INVALID", "There is no such moment; say when the key expires.") from error
