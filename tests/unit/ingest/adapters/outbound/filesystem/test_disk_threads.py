from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem.disk_threads import DiskThreads
from momento_ingest.adapters.outbound.filesystem.spool import FilesystemSpool
from momento_ingest.domain.checksum import Checksum
from momento_ingest.domain.identifiers import UploadId

from tests.fakes.ingest.world import chunks_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

HIS, HERS = UploadId("01m80gb91p692ex4de2zsjs4vz"), UploadId("01m80gb91p692ex4de2zsjs4vy")


class Gate:
    """Lets a thread wait in the middle of a call."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def pass_(self) -> None:
        self.reached.set()
        assert self.open.wait(60)

    async def until_reached(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, 60)


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


class Handle:
    closed = False

    def __init__(self, gate: Gate | None = None) -> None:
        if gate:
            gate.pass_()

    def close(self) -> None:
        self.closed = True


async def test_a_cancelled_caller_goes_on_only_when_the_call_has_ended(gate: Gate) -> None:
    ended = threading.Event()

    def call() -> None:
        gate.pass_()
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


async def endless(letter: bytes) -> AsyncIterator[bytes]:
    while True:
        yield letter * 1024 * 1024


@pytest.mark.parametrize("checksum", [None, Checksum("sha256", bytes(32))], ids=["plain", "with a checksum"])
async def test_bytes_of_a_cancelled_upload_never_reach_the_file_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gate: Gate, checksum: Checksum | None
) -> None:
    write = os.pwrite

    def slow(handle: int, piece: memoryview, offset: int) -> int:
        if bytes(piece[:1]) == b"h":
            gate.pass_()
        return write(handle, piece, offset)

    monkeypatch.setattr(os, "pwrite", slow)
    spool = FilesystemSpool(tmp_path / "files")
    his = asyncio.create_task(spool.append(HIS, 0, endless(b"h"), checksum))
    await gate.until_reached()
    his.cancel()

    async def hers() -> AsyncIterator[bytes]:
        yield b"s" * 1000
        gate.open.set()
        with pytest.raises(asyncio.CancelledError):
            await his

    await asyncio.sleep(0)
    await spool.append(HERS, 0, hers())
    assert (tmp_path / "files" / f"{HERS}.upload").read_bytes() == b"s" * 1000


async def test_the_spool_works_while_others_have_all_threads_that_the_process_shares(
    tmp_path: Path, gate: Gate
) -> None:
    shared, spool = ThreadPoolExecutor(1), FilesystemSpool(tmp_path / "files")
    asyncio.get_running_loop().set_default_executor(shared)
    shared.submit(gate.pass_)
    try:
        assert await asyncio.wait_for(spool.append(HIS, 0, chunks_of(b"bytes")), 60) == 5
    finally:
        gate.open.set()
