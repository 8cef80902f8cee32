from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.ports.catalog import FacetCount
from momento_ingest.domain.errors import InvalidInput

from tests.fakes.ingest.catalog import media_item
from tests.fakes.ingest.web import assert_problem
from tests.fakes.ingest.world import PHOTO_LIMIT, VIDEO_LIMIT

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World


async def test_the_timeline_counts_months_newest_first(ada: httpx.AsyncClient, world: World) -> None:
    for number, month in enumerate([10, 11, 11]):
        upload_id = f"01m80gb91p692ex4de2zsjs4v{number}"
        world.catalog.items[upload_id] = media_item(upload_id, taken_at=datetime(2008, month, 1, tzinfo=UTC))
    answer = await ada.get("/api/v1/timeline")
    assert answer.json() == {"months": [{"month": "2008-11", "count": 2}, {"month": "2008-10", "count": 1}]}


async def test_facets_give_values_that_begin_so(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.values = [FacetCount("lake", 3), FacetCount("boat", 2), FacetCount("lamp", 1)]
    answer = await ada.get("/api/v1/facets", params={"facet": "tag", "prefix": "la", "limit": "1"})
    assert answer.json() == {"values": [{"value": "lake", "count": 3}]}
    assert world.steps.names[-1] == "catalog.facet_values tag"


@pytest.mark.parametrize("query", ["", "facet=" + "x" * 21, "facet=tag&limit=0", "facet=tag&limit=101"])
async def test_a_facet_that_cannot_be_meant_is_refused(ada: httpx.AsyncClient, query: str) -> None:
    assert_problem(await ada.get(f"/api/v1/facets?{query}"), 400, "INPUT_INVALID")


async def test_a_facet_that_the_catalog_does_not_know_is_refused(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.failure = InvalidInput("FACET_UNKNOWN", "There is no such facet.")
    assert_problem(await ada.get("/api/v1/facets?facet=mood"), 400, "FACET_UNKNOWN")


async def test_everybody_may_know_what_may_be_uploaded(stranger: httpx.AsyncClient) -> None:
    limits = (await stranger.get("/api/v1/limits")).json()
    assert (limits["photoBytes"], limits["videoBytes"]) == (PHOTO_LIMIT, VIDEO_LIMIT)
    assert {"jpg", "heic", "mp4", "mov"} <= set(limits["extensions"])
    assert not {"svg", "exe", "html"} & set(limits["extensions"])


async def test_everybody_can_ask_what_works_now(stranger: httpx.AsyncClient, world: World) -> None:
    answer = await stranger.get("/api/v1/status")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"signIn": "available", "library": "available", "uploads": "available"}
    world.absent_services.add("scanner")
    answer = await stranger.get("/api/v1/status")
    assert answer.json() == {"signIn": "available", "library": "available", "uploads": "delayed"}
