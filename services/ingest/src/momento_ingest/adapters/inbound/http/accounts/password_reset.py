"""`/api/v1/account/password-reset`: a new password for who has forgotten the present one."""

from __future__ import annotations

from litestar import post, put
from litestar.params import JSONBody
from litestar.status_codes import HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from momento_ingest.adapters.inbound.http.accounts.account_schemas import NewPasswordRequest, ResetWishRequest
from momento_ingest.adapters.inbound.http.connections.content_type import require_json
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheClient
from momento_ingest.adapters.inbound.http.documentation import problems


@post(
    "/account/password-reset",
    guards=[require_json],
    status_code=HTTP_202_ACCEPTED,
    summary="Ask for a new password",
    tags=["account"],
    responses=problems(409, 429),
)
async def ask_for_reset(data: JSONBody[ResetWishRequest], edge: InjectedContext, client: TheClient) -> None:
    """Has a link sent to the owner of the account; the answer is the same whether there is one."""
    await edge.identity.ask_for_reset(data.email, client)


@put(
    "/account/password-reset",
    guards=[require_json],
    status_code=HTTP_204_NO_CONTENT,
    summary="Choose a new password",
    tags=["account"],
    responses=problems(403),
)
async def reset_password(data: JSONBody[NewPasswordRequest], edge: InjectedContext, client: TheClient) -> None:
    """Takes a new password from anyone who has a link, and ends every session and every API key of the account."""
    await edge.identity.reset_password(data.reset, data.new_password, client)
