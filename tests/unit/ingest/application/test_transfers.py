from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.transfers import Patience, Transfers
from momento_ingest.domain.capacity import Capacity
from momento_ingest.domain.errors import TooSlow

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
