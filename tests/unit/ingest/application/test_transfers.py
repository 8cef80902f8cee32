from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.transfers import Transfers
from momento_ingest.domain.capacity import Capacity
from momento_ingest.domain.errors import Locked, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def test_only_so_many_transfers_run_at_once_and_each_that_ends_makes_room() -> None:
    transfers = Transfers(Capacity(transfers=1))
    with transfers.counted(), pytest.raises(Unavailable), transfers.counted():
        pass
    with transfers.counted():
        pass


async def test_a_silent_sender_gives_way_to_one_who_goes_on_in_its_place() -> None:
    asked = 0

    async def stopping() -> AsyncIterator[bytes]:
        yield b"by"
        await asyncio.Event().wait()

    async def superseded() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    transfers = Transfers(Capacity(), silent_seconds=0.001)
    arrived = []
    with pytest.raises(Locked, match="goes on with this upload"):  # noqa: PT012  # what came before the error counts
        async for chunk in transfers.unless_superseded(stopping(), superseded):
            arrived.append(chunk)  # noqa: PERF401  # likewise
    assert (arrived, asked) == ([b"by"], 3)


async def test_a_sender_who_does_not_stop_is_not_disturbed() -> None:
    async def flowing() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"by"

    async def superseded() -> bool:
        raise AssertionError

    transfers = Transfers(Capacity())
    assert [chunk async for chunk in transfers.unless_superseded(flowing(), superseded)] == [b"by"] * 3
