from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from momento_ingest.adapters.inbound.http.connections.minimum_upload_rate import MinimumUploadRate, SenderLimits
from momento_ingest.domain.errors import TooSlow

from tests.fakes.ingest.web import FORM, assert_problem, browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.fakes.ingest.world import World

SCOPE: Any = {"type": "http"}


async def nowhere(_: object) -> None:
    """No answer is expected."""


def reading(read: list[bytes]) -> Any:
    """An application that reads a body and then waits for the connection to end."""

    async def app(_: object, receive: Callable[[], Any], __: object) -> None:
        while (message := await receive())["type"] == "http.request":
            read.append(message["body"])

    return app


async def test_a_sender_that_stops_is_cut_off_after_what_it_sent() -> None:
    messages: list[Any] = [{"type": "http.request", "body": b"by", "more_body": True}]

    async def stopping() -> Any:
        return messages.pop() if messages else await asyncio.Event().wait()

    read: list[bytes] = []
    with pytest.raises(TooSlow):
        await MinimumUploadRate(reading(read), SenderLimits(idle_seconds=0.01))(SCOPE, stopping, nowhere)
    assert read == [b"by"]


@pytest.mark.parametrize(("size", "cut"), [(999, True), (1000, False)])
async def test_a_sender_that_trickles_for_a_minute_is_cut_off(size: int, *, cut: bool) -> None:
    seconds = 0

    async def trickling() -> Any:
        nonlocal seconds
        seconds += 1
        if seconds > 120:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"x" * size, "more_body": seconds < 120}

    read: list[bytes] = []
    steady = MinimumUploadRate(reading(read), SenderLimits(), lambda: float(seconds))
    if cut:
        with pytest.raises(TooSlow):
            await steady(SCOPE, trickling, nowhere)
    else:
        await steady(SCOPE, trickling, nowhere)
    assert len(read) == (59 if cut else 120)


async def test_after_the_body_a_client_may_be_silent_for_as_long_as_it_likes() -> None:
    messages: list[Any] = [{"type": "http.request", "body": b"all", "more_body": False}]

    async def silent() -> Any:
        if messages:
            return messages.pop()
        await asyncio.sleep(0.05)  # longer than a body may pause
        return {"type": "http.disconnect"}

    read: list[bytes] = []
    await MinimumUploadRate(reading(read), SenderLimits(idle_seconds=0.01))(SCOPE, silent, nowhere)
    assert read == [b"all"]


@pytest.mark.parametrize("path", ["/api/v1/session", "/api/v1/media", "/api/v1/media/check"])
async def test_whatever_is_sent_too_slowly_is_answered_as_a_problem(world: World, token: str, path: str) -> None:
    world.patience = SenderLimits(idle_seconds=0.01)
    over = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield b"{"
        await over.wait()

    headers = {"Content-Type": FORM if path == "/api/v1/media" else "application/json"}
    async with browser(world, token) as client:
        answer = await client.post(path, content=stalling(), headers=headers)
    over.set()
    assert_problem(answer, 408, "SENDER_TOO_SLOW")
