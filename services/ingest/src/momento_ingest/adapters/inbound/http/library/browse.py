"""`/api/v1/timeline`, `/facets`, `/limits` and `/status`: what there is, what there may be, and what works now."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get
from litestar.datastructures import CacheControlHeader
from litestar.params import QueryParameter
from momento_chassis.identity import MEDIA_READ

from momento_ingest.adapters.inbound.http.connections.compression import COMPRESSED
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, needs
from momento_ingest.adapters.inbound.http.library.media_schemas import (
    FacetReply,
    FacetValueReply,
    LimitsReply,
    MonthReply,
    StatusReply,
    TimelineReply,
)
from momento_ingest.application.service_status import ServiceStatus
from momento_ingest.domain.uploads.policy import EXTENSIONS


@get(
    "/timeline", security=needs(MEDIA_READ), summary="Months with their counts", tags=["browse"], middleware=COMPRESSED
)
async def timeline(edge: InjectedContext, caller: TheCaller) -> TimelineReply:
    """Months in which the caller took something, newest first."""
    months = await edge.catalog.months(caller.token)
    return TimelineReply([MonthReply(month.value, month.count) for month in months])


@get(
    "/facets",
    security=needs(MEDIA_READ),
    summary="Values of a facet with their counts",
    tags=["browse"],
    middleware=COMPRESSED,
)
async def facet_values(
    edge: InjectedContext,
    caller: TheCaller,
    facet: Annotated[str, QueryParameter(max_length=20, description="tag, kind, camera, lens, place or word")],
    prefix: Annotated[str, QueryParameter(max_length=100)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
) -> FacetReply:
    """Values that begin with `prefix`, most frequent first."""
    values = await edge.catalog.facet_values(caller.token, facet, prefix, limit)
    return FacetReply([FacetValueReply(value.value, value.count) for value in values])


@get("/limits", summary="What may be uploaded", tags=["browse"])
async def limits(edge: InjectedContext) -> LimitsReply:
    """So that a client can say no before it sends a byte; open to everybody."""
    return LimitsReply(edge.policy.photo_bytes, edge.policy.video_bytes, list(EXTENSIONS))


@get("/status", summary="What works now", tags=["browse"], cache_control=CacheControlHeader(no_store=True))
async def status(edge: InjectedContext) -> StatusReply:
    """While a part of Momento is away the rest goes on; this says what does not. Open to everybody."""
    now = ServiceStatus.without(await edge.absent_services())
    return msgspec.convert(now, StatusReply, from_attributes=True)
