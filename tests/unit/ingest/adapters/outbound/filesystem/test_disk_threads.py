from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem.disk_threads import DiskThreads

from tests.fakes.ingest.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


class Handle:
    closed = False

    def __init__(self, gate: Gate | None = None) -> None:
        if gate:
            gate.wait()

    def close(self) -> None:
        self.closed = True


async def test_a_cancelled_caller_goes_on_only_when_the_call_has_ended(gate: Gate) -> None:
    ended = threading.Event()

    def call() -> None:
        gate.wait()
        ended.set()

    calling = asyncio.create_task(DiskThreads("test", 1).run(call))
    await gate.until_reached()
    for _ in range(3):
        calling.cancel()
        await asyncio.sleep(0)
        assert not calling.done()
    gate.open.set()
    with pytest.raises(asyncio.CancelledError):
        await calling
    assert ended.is_set()


async def test_what_was_being_opened_when_its_caller_was_cancelled_is_closed(gate: Gate) -> None:
    handles: list[Handle] = []

    def open_() -> Handle:
        handles.append(Handle(gate))
        return handles[0]

    async def use() -> None:
        async with DiskThreads("test", 1).opened(open_):
            pytest.fail("cancelled before")

    using = asyncio.create_task(use())
    await gate.until_reached()
    using.cancel()
    gate.open.set()
    with pytest.raises(asyncio.CancelledError):
        await using
    assert [handle.closed for handle in handles] == [True]


async def test_what_cannot_be_opened_is_not_closed() -> None:
    def broken() -> Handle:
        raise OSError(5, "input/output error")

    with pytest.raises(OSError, match="input/output"):
        async with DiskThreads("test", 1).opened(broken):
            pytest.fail("it was not opened")
