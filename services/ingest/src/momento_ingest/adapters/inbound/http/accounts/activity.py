"""`/api/v1/activity`: what happened in the caller's own account."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter
from momento_chassis.identity import ACCOUNT_READ

from momento_ingest.adapters.inbound.http.accounts.activity_schemas import ActivityReply
from momento_ingest.adapters.inbound.http.accounts.presenters import activity_reply
from momento_ingest.adapters.inbound.http.connections.compression import COMPRESSED
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, needs


@get("/activity", security=needs(ACCOUNT_READ), summary="What happened", tags=["account"], middleware=COMPRESSED)
async def list_activity(
    edge: InjectedContext,
    caller: TheCaller,
    cursor: Annotated[
        str, QueryParameter(name="cursor", max_length=200, description="`nextCursor` of the page before")
    ] = "",
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=100)] = 50,
) -> ActivityReply:
    """Sign-ins, uploads, edits, links and refusals in the caller's account, newest first."""
    return activity_reply(await edge.list_activity(caller, cursor, limit))
