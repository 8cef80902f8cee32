from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.archives.order import LIFETIME
from momento_ingest.application.archives.slots import OF_A_USER
from momento_ingest.application.ports.identity import Client
from momento_ingest.domain.errors import Unavailable

from tests.fakes.ingest.catalog import STORE, media_item
from tests.fakes.ingest.web import assert_problem
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

ITEM = "01m80gb91p692ex4de2zsk0001"
CONTENT = b"a picture"


@pytest.fixture(autouse=True)
def _there_is_an_original(world: World) -> None:
    checksum = hashlib.sha256(CONTENT).hexdigest()
    world.catalog.items[ITEM] = media_item(ITEM, bytes=len(CONTENT), sha256=checksum)
    world.originals.objects[f"{STORE}{ITEM}?attachment"] = CONTENT


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


async def test_a_script_gets_everything_at_once(ada: httpx.AsyncClient) -> None:
    answer = await ada.get("/api/v1/export")
    assert names(answer) == ["2008/10/lake.jpg", "momento.json"]
    assert answer.headers["content-disposition"].startswith('attachment; filename="momento-20')
    assert answer.headers["cache-control"] == "no-store"


async def test_a_browser_gets_a_link_that_it_follows_without_a_token(
    ada: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    reported = (await ada.post("/api/v1/export")).json()
    assert set(reported) == {"url", "expiresAt"}
    assert names(await stranger.get(reported["url"])) == ["2008/10/lake.jpg", "momento.json"]


async def test_a_selection_is_ordered_by_its_ids(ada: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    answer = await ada.post("/api/v1/media/archive", json={"uploadIds": [ITEM, ITEM]})
    assert answer.status_code == 201
    assert names(await stranger.get(answer.json()["url"])) == ["lake.jpg", "momento.json"]


@pytest.mark.parametrize("ids", [[], ["x"], [ITEM] * 501])
async def test_a_selection_of_none_of_too_many_or_of_nonsense_is_refused(
    ada: httpx.AsyncClient, ids: list[str]
) -> None:
    assert_problem(await ada.post("/api/v1/media/archive", json={"uploadIds": ids}), 400, "INPUT_INVALID")


async def test_a_link_works_once(ada: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    url = (await ada.post("/api/v1/export")).json()["url"]
    await stranger.get(url)
    assert_problem(await stranger.get(url), 404, "LINK_UNKNOWN")


async def test_a_link_is_not_used_up_by_a_refusal_because_too_many_archives_are_made(
    ada: httpx.AsyncClient, stranger: httpx.AsyncClient, world: World
) -> None:
    url = (await ada.post("/api/v1/export")).json()["url"]
    at_once = await world.order_archive.at_once(await world.caller(), Client("192.0.2.1", ""))
    running = [await world.make_archive(at_once) for _ in range(OF_A_USER)]
    assert_problem(await stranger.get(url), 429, "TOO_MANY_ARCHIVES")
    for archive in running:
        await archive.aclose()
    assert names(await stranger.get(url)) == ["2008/10/lake.jpg", "momento.json"]


@pytest.mark.parametrize("away", ["identity", "catalog", "originals"])
async def test_a_link_is_not_used_up_by_an_error_before_the_first_byte(
    ada: httpx.AsyncClient, stranger: httpx.AsyncClient, world: World, away: str
) -> None:
    url = (await ada.post("/api/v1/export")).json()["url"]
    part = getattr(world, away)
    part.failure = Unavailable("SERVICE_UNREACHABLE", "It does not answer.")
    assert_problem(await stranger.get(url), 503, "SERVICE_UNREACHABLE")
    part.failure = None
    assert names(await stranger.get(url)) == ["2008/10/lake.jpg", "momento.json"]


async def test_of_many_who_follow_a_link_at_once_one_gets_the_archive(
    ada: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    url = (await ada.post("/api/v1/export")).json()["url"]
    answers = await asyncio.gather(*(stranger.get(url) for _ in range(OF_A_USER)))
    assert sorted(answer.status_code for answer in answers) == [200, *[404] * (OF_A_USER - 1)]


async def test_a_link_expires_in_minutes(ada: httpx.AsyncClient, stranger: httpx.AsyncClient, world: World) -> None:
    url = (await ada.post("/api/v1/export")).json()["url"]
    world.now += LIFETIME
    assert_problem(await stranger.get(url), 403, "LINK_EXPIRED")


async def test_a_link_dies_with_the_session_that_asked_for_it(
    ada: httpx.AsyncClient, stranger: httpx.AsyncClient, world: World
) -> None:
    url = (await ada.post("/api/v1/export")).json()["url"]
    world.identity.revoke(ADA)
    assert_problem(await stranger.get(url), 401, "SESSION_ENDED")


async def test_a_link_that_nobody_made_leads_nowhere(stranger: httpx.AsyncClient) -> None:
    assert_problem(await stranger.get("/api/v1/archives/made-up"), 404, "LINK_UNKNOWN")


async def test_what_nobody_came_for_is_dropped(ada: httpx.AsyncClient, world: World) -> None:
    await ada.post("/api/v1/export")
    world.now += LIFETIME + timedelta(seconds=1)
    await world.order_archive.forget()
    assert world.archive_orders.kept == {}
