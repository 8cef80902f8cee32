from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.transfers import Patience, Transfers
from momento_ingest.domain.capacity import Capacity
from momento_ingest.domain.errors import Locked, TooSlow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def test_a_sender_that_stops_is_cut_off_after_what_it_sent() -> None:
    async def stopping() -> AsyncIterator[bytes]:
        yield b"by"
        await asyncio.Event().wait()

    transfers = Transfers(Capacity(), Patience(idle_seconds=0.01), lambda: 0.0)
    arrived = []
    with pytest.raises(TooSlow):  # noqa: PT012  # what came before the error counts
        async for chunk in transfers.steady(stopping()):
            arrived.append(chunk)  # noqa: PERF401  # likewise
    assert arrived == [b"by"]


@pytest.mark.parametrize(("size", "cut"), [(999, True), (1000, False)])
async def test_a_sender_that_trickles_for_a_minute_is_cut_off(size: int, *, cut: bool) -> None:
    now = 0.0

    async def trickling() -> AsyncIterator[bytes]:
        nonlocal now
        for _ in range(120):
            now += 1.0
            yield b"x" * size

    transfers = Transfers(Capacity(), Patience(), lambda: now)
    count = 0
    try:
        async for _ in transfers.steady(trickling()):
            count += 1
    except TooSlow:
        assert (cut, count) == (True, 60)
    else:
        assert (cut, count) == (False, 120)


async def test_a_silent_sender_gives_way_to_one_who_goes_on_in_its_place() -> None:
    asked = 0

    async def stopping() -> AsyncIterator[bytes]:
        yield b"by"
        await asyncio.Event().wait()

    async def superseded() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    transfers = Transfers(Capacity(), Patience(silent_seconds=0.001), lambda: 0.0)
    arrived = []
    with pytest.raises(Locked, match="goes on with this upload"):  # noqa: PT012  # what came before the error counts
        async for chunk in transfers.steady(stopping(), superseded):
            arrived.append(chunk)  # noqa: PERF401  # likewise
    assert (arrived, asked) == ([b"by"], 3)


async def test_a_sender_who_does_not_stop_is_not_disturbed() -> None:
    async def flowing() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"by"

    async def superseded() -> bool:
        raise AssertionError

    transfers = Transfers(Capacity(), Patience(), lambda: 0.0)
    assert [chunk async for chunk in transfers.steady(flowing(), superseded)] == [b"by"] * 3
