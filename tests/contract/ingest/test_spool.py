from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from momento_ingest.adapters.outbound.filesystem import spool as filesystem_spool
from momento_ingest.adapters.outbound.filesystem.spool import FilesystemSpool
from momento_ingest.domain.errors import InsufficientStorage, TooLarge
from momento_ingest.domain.identifiers import UploadId

from tests.fakes.ingest.spool import InMemorySpool
from tests.fakes.ingest.world import chunks_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.application.ports.spool import Spool

UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
OTHER = UploadId("01m80gb91p692ex4de2zsjs4vy")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool" / "files"


@pytest.fixture
def on_disk(folder: Path) -> FilesystemSpool:
    return FilesystemSpool(folder)


@pytest.fixture(params=["memory", "filesystem"])
def spool(request: pytest.FixtureRequest, on_disk: FilesystemSpool) -> Spool:
    return InMemorySpool() if request.param == "memory" else on_disk


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def content(spool: Spool, upload_id: UploadId = UPLOAD, chunk_bytes: int = 100) -> list[bytes]:
    return [chunk async for chunk in spool.read(upload_id, chunk_bytes)]


async def breaking() -> AsyncIterator[bytes]:
    yield b"half of "
    raise TooLarge("FILE_TOO_LARGE", "too large")


async def test_what_arrives_is_counted_hashed_and_read_again(spool: Spool) -> None:
    spooled = await spool.receive(UPLOAD, chunks_of(b"by", b"", b"tes"))
    assert (spooled.size_bytes, spooled.sha256) == (5, hashlib.sha256(b"bytes").hexdigest())
    assert await content(spool) == [b"bytes"]


async def test_bytes_are_read_in_pieces_of_the_length_asked_for_as_often_as_wanted(spool: Spool) -> None:
    await spool.receive(UPLOAD, chunks_of(b"bytes"))
    assert await content(spool, chunk_bytes=2) == await content(spool, chunk_bytes=2) == [b"by", b"te", b"s"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(chunks=st.lists(st.binary(max_size=50), max_size=6))
async def test_the_pieces_in_which_bytes_arrive_do_not_matter(spool: Spool, chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    spooled = await spool.receive(UPLOAD, chunks_of(*chunks))
    read = b"".join(await content(spool, chunk_bytes=7))
    await spool.discard(UPLOAD)
    assert (spooled.size_bytes, read) == (len(whole), whole)


async def test_an_error_of_the_sender_passes_through_and_nothing_is_left(spool: Spool) -> None:
    with pytest.raises(TooLarge):
        await spool.receive(UPLOAD, breaking())
    assert await spool.leftovers() == set()
    with pytest.raises(FileNotFoundError):
        await content(spool)


async def test_files_lie_side_by_side_until_they_are_discarded(spool: Spool) -> None:
    await spool.receive(UPLOAD, chunks_of(b"one"))
    await spool.receive(OTHER, chunks_of(b"two"))
    assert await spool.leftovers() == {UPLOAD.value, OTHER.value}
    await spool.discard(UPLOAD)
    assert await spool.leftovers() == {OTHER.value}
    assert await content(spool, OTHER) == [b"two"]


async def test_discarding_what_is_gone_is_no_error(spool: Spool) -> None:
    await spool.discard(UPLOAD)
    assert await spool.leftovers() == set()


async def test_what_is_not_there_cannot_be_read(spool: Spool) -> None:
    with pytest.raises(FileNotFoundError):
        await content(spool)


async def test_a_full_memory_refuses_and_keeps_nothing() -> None:
    spool = InMemorySpool(room=4)
    with pytest.raises(InsufficientStorage):
        await spool.receive(UPLOAD, chunks_of(b"by", b"tes"))
    assert spool.files == {}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
async def test_a_full_disk_refuses_and_keeps_nothing(
    on_disk: FilesystemSpool, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def full(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(filesystem_spool._Writer, "write", full)
    with pytest.raises(InsufficientStorage) as raised:
        await on_disk.receive(UPLOAD, chunks_of(b"bytes"))
    assert raised.value.reason == "SPOOL_FULL"
    assert names(folder) == []


async def test_a_broken_disk_is_no_full_disk(on_disk: FilesystemSpool, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="input/output"):
        await on_disk.receive(UPLOAD, chunks_of(b"bytes"))
    assert await on_disk.leftovers() == set()


async def test_files_survive_the_process(on_disk: FilesystemSpool, folder: Path) -> None:
    await on_disk.receive(UPLOAD, chunks_of(b"bytes"))
    assert await content(FilesystemSpool(folder)) == [b"bytes"]


async def test_file_and_folder_are_on_the_disk_before_the_upload_counts_as_received(
    on_disk: FilesystemSpool, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(stat.S_IFMT(os.fstat(handle).st_mode)))
    await on_disk.receive(UPLOAD, chunks_of(b"bytes"))
    assert synced == [stat.S_IFREG, stat.S_IFDIR]


async def test_only_this_user_of_the_machine_can_read_them(on_disk: FilesystemSpool, folder: Path) -> None:
    await on_disk.receive(UPLOAD, chunks_of(b"bytes"))
    assert mode(Path(on_disk.location(UPLOAD))) == 0o600
    assert mode(folder) == 0o700


async def test_a_store_finds_the_file_at_its_location(on_disk: FilesystemSpool) -> None:
    await on_disk.receive(UPLOAD, chunks_of(b"bytes"))
    location = Path(on_disk.location(UPLOAD))
    assert await asyncio.to_thread(location.read_bytes) == b"bytes"


async def test_a_file_is_never_written_over(on_disk: FilesystemSpool) -> None:
    await on_disk.receive(UPLOAD, chunks_of(b"first"))
    with pytest.raises(FileExistsError):
        await on_disk.receive(UPLOAD, chunks_of(b"second"))


async def test_other_files_in_the_folder_are_none_of_its_business(on_disk: FilesystemSpool, folder: Path) -> None:
    (folder / "note.txt").write_text("hello")
    assert await on_disk.leftovers() == set()


async def test_large_files_are_written_in_batches(on_disk: FilesystemSpool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filesystem_spool, "_BATCH_BYTES", 4)
    whole = bytes(range(100))
    spooled = await on_disk.receive(UPLOAD, chunks_of(*(whole[start : start + 3] for start in range(0, 100, 3))))
    assert (spooled.size_bytes, await content(on_disk)) == (100, [whole])
