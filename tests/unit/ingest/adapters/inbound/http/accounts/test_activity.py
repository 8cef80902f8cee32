from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from momento_ingest.application.ports.identity import User
from momento_ingest.domain.audit.event import ActivityEvent
from momento_ingest.domain.errors import Unavailable
from momento_ingest.domain.identifiers import UserId

from tests.fakes.ingest.web import assert_problem, browser
from tests.fakes.ingest.world import ADA, START

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

PATH = "/api/v1/activity"
EVE = User(UserId("01arz3ndektsv4rrffq69g5fae"), "eve@example.org", "Eve")


def event(number: int, name: str, **known: Any) -> ActivityEvent:
    moment = START + timedelta(seconds=number)
    return ActivityEvent(f"01m80gb91p692ex4de2zsjs{number:03}", moment, name, "success", **known)


@pytest.fixture
def history(world: World) -> list[ActivityEvent]:
    """Events that take turns: auth keeps the odd ones, the catalog the others."""
    events = [event(number, "session.started" if number % 2 else "media.edited") for number in range(1, 8)]
    world.identity.events[ADA.user_id.value] = events[::2]
    world.catalog.events = events[1::2]
    return events[::-1]


async def read(ada: httpx.AsyncClient, limit: int) -> list[list[str]]:
    pages, cursor = [], ""
    while True:
        answer = (await ada.get(PATH, params={"cursor": cursor, "limit": limit})).json()
        pages.append([item["eventId"] for item in answer["items"]])
        cursor = answer.get("nextCursor", "")
        if not cursor:
            return pages


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 100])
async def test_both_histories_are_read_as_one_newest_first_without_gap_or_repetition(
    ada: httpx.AsyncClient, history: list[ActivityEvent], limit: int
) -> None:
    pages = await read(ada, limit)
    assert [event_id for page in pages for event_id in page] == [it.event_id for it in history]
    assert all(len(page) == limit for page in pages[:-1])


async def test_an_event_says_what_applies_to_it_and_no_more(ada: httpx.AsyncClient, world: World) -> None:
    plain = event(1, "session.started", session_id="01m80gb91p692ex4de2zsjs4vz", address="192.0.2.1")
    full = event(2, "upload.rejected", reason="MALWARE_FOUND", file_name="a.jpg", signature="Eicar", changed="own_tags")
    world.catalog.events = [plain, full]
    first, second = (await ada.get(PATH)).json()["items"]
    assert first == {
        "eventId": full.event_id,
        "at": "2026-03-01T12:00:02Z",
        "event": "upload.rejected",
        "outcome": "success",
        "reason": "MALWARE_FOUND",
        "fileName": "a.jpg",
        "signature": "Eicar",
        "changed": ["tags"],
    }
    assert (second["sessionId"], second["address"]) == (plain.session_id, plain.address)
    assert "reason" not in second


@pytest.mark.usefixtures("history")
async def test_the_cursor_of_one_user_is_of_no_use_to_another(ada: httpx.AsyncClient, world: World) -> None:
    cursor = (await ada.get(PATH, params={"limit": 1})).json()["nextCursor"]
    async with browser(world, world.identity.signed_in(EVE)) as eve:
        assert_problem(await eve.get(PATH, params={"cursor": cursor}), 400, "CURSOR_INVALID")


@pytest.mark.parametrize("limit", ["0", "101", "x"])
async def test_a_page_of_another_size_is_refused(ada: httpx.AsyncClient, limit: str) -> None:
    assert_problem(await ada.get(PATH, params={"limit": limit}), 400, "INPUT_INVALID")


async def test_half_a_history_is_not_shown_as_a_whole_one(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.failure = Unavailable("GONE", "The catalog does not answer.")
    assert_problem(await ada.get(PATH), 503, "GONE")


async def test_a_history_needs_a_token(world: World) -> None:
    async with browser(world) as anybody:
        assert_problem(await anybody.get(PATH), 401, "TOKEN_MISSING")
