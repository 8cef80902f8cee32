"""`/api/v1/accounts`: making an account."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody

from momento_ingest.adapters.inbound.http.content_type import require_json
from momento_ingest.adapters.inbound.http.dependencies import TheEdge
from momento_ingest.adapters.inbound.http.documentation import problems
from momento_ingest.adapters.inbound.http.presenters import user_reply
from momento_ingest.adapters.inbound.http.schemas import AccountReply, RegisterRequest


@post("/accounts", guards=[require_json], summary="Register", tags=["account"], responses=problems(403, 409, 429))
async def register(data: JSONBody[RegisterRequest], edge: TheEdge) -> AccountReply:
    """Makes an account."""
    user = await edge.identity.register(data.email, data.password, data.display_name)
    return AccountReply(user_reply(user))
