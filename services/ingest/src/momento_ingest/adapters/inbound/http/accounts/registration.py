"""`/api/v1/accounts`: making an account."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody

from momento_ingest.adapters.inbound.http.accounts.account_schemas import AccountReply, RegisterRequest
from momento_ingest.adapters.inbound.http.accounts.presenters import user_reply
from momento_ingest.adapters.inbound.http.connections.content_type import require_json
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheClient
from momento_ingest.adapters.inbound.http.documentation import problems
from momento_ingest.application.ports.identity import WishedAccount


@post("/accounts", guards=[require_json], summary="Register", tags=["account"], responses=problems(403, 409, 429))
async def register(data: JSONBody[RegisterRequest], edge: InjectedContext, client: TheClient) -> AccountReply:
    """Makes an account; `invitation` is needed where the operator takes only whom they have invited."""
    wished = WishedAccount(data.email, data.password, data.display_name, data.invitation)
    user = await edge.identity.register(wished, client)
    return AccountReply(user_reply(user))
