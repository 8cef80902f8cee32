from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_ingest.domain.errors import Forbidden, RangeNotSatisfiable, Unavailable

from tests.fakes.ingest.links import LINK_SECONDS, ReadableLinks
from tests.fakes.ingest.web import assert_problem, browser

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

URL = "https://store.example/lake"
PATH = ReadableLinks().publish(URL)


@pytest.fixture(autouse=True)
def _there_is_an_object(world: World) -> None:
    world.linked_objects.objects[URL] = ("image/jpeg", b"0123456789")


async def test_the_link_is_all_the_permission_that_it_takes(stranger: httpx.AsyncClient, world: World) -> None:
    answer = await stranger.get(PATH)
    assert (answer.status_code, answer.content) == (200, b"0123456789")
    assert (answer.headers["content-type"], answer.headers["content-length"]) == ("image/jpeg", "10")
    assert world.steps.names == ["links.open"]


async def test_a_range_is_answered_with_that_range(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get(PATH, headers={"Range": "bytes=2-5"})
    assert (answer.status_code, answer.content) == (206, b"2345")
    assert (answer.headers["content-range"], answer.headers["content-length"]) == ("bytes 2-5/10", "4")


async def test_what_users_stored_never_runs_in_our_origin(stranger: httpx.AsyncClient, world: World) -> None:
    world.linked_objects.objects[URL] = ("text/html", b"<script>")
    answer = await stranger.get(PATH)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert policy.endswith("sandbox")
    assert "script-src" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_browser_may_keep_it_for_itself_for_as_long_as_the_link_is_good(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get(PATH)).headers["cache-control"] == f"private, max-age={LINK_SECONDS}"


async def test_a_link_that_was_altered_leads_nowhere(stranger: httpx.AsyncClient) -> None:
    assert_problem(await stranger.get(f"{PATH}00"), 404, "LINK_UNKNOWN")


async def test_a_link_that_has_expired_is_told_so_and_not_cached(stranger: httpx.AsyncClient, world: World) -> None:
    world.linked_objects.failure = Forbidden("LINK_EXPIRED", "This link has expired; ask for a new one.")
    answer = await stranger.get(PATH)
    assert_problem(answer, 403, "LINK_EXPIRED")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_store_that_does_not_answer_is_unavailable(stranger: httpx.AsyncClient, world: World) -> None:
    world.linked_objects.failure = Unavailable("STORE_UNAVAILABLE", "The storage does not answer.")
    assert_problem(await stranger.get(PATH), 503, "STORE_UNAVAILABLE")


async def test_a_range_that_is_not_there_is_told_with_what_there_is(stranger: httpx.AsyncClient, world: World) -> None:
    world.linked_objects.failure = RangeNotSatisfiable(
        "RANGE_NOT_SATISFIABLE", "No such range.", content_range="bytes */9"
    )
    answer = await stranger.get(PATH, headers={"Range": "bytes=99-"})
    assert_problem(answer, 416, "RANGE_NOT_SATISFIABLE")
    assert answer.headers["content-range"] == "bytes */9"


async def test_a_range_of_many_pieces_is_refused(stranger: httpx.AsyncClient) -> None:
    many = "bytes=" + ",".join("0-0" for _ in range(50))
    assert_problem(await stranger.get(PATH, headers={"Range": many}), 400, "INPUT_INVALID")


async def test_where_links_lead_straight_to_the_store_there_is_nothing_here(world: World) -> None:
    world.linked_objects = None  # type: ignore[assignment]  # as in the mode `redirect`
    async with browser(world) as client:
        assert_problem(await client.get(PATH), 404, "LINK_UNKNOWN")
