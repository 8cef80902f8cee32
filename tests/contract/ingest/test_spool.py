from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from momento_ingest.adapters.outbound.filesystem import spool as filesystem_spool
from momento_ingest.adapters.outbound.filesystem.spool import FilesystemSpool
from momento_ingest.domain.errors import ChecksumMismatch, Conflict, InsufficientStorage, TooLarge
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.uploads.checksum import Checksum

from tests.fakes.ingest.gate import Gate
from tests.fakes.ingest.spool import InMemorySpool
from tests.fakes.ingest.world import chunks_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from momento_ingest.application.ports.spool import Spool

UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
OTHER = UploadId("01m80gb91p692ex4de2zsjs4vy")
EARLIER, LATER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


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


async def breaking(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    raise TooLarge("FILE_TOO_LARGE", "too large")


def checksum(content: bytes, algorithm: str = "sha256") -> Checksum:
    return Checksum(algorithm, hashlib.new(algorithm, content).digest())


async def test_what_arrives_is_counted_hashed_and_read_again(spool: Spool) -> None:
    assert await spool.append(UPLOAD, 0, chunks_of(b"by", b"", b"tes")) == 5
    assert await spool.length(UPLOAD) == 5
    assert await spool.sha256(UPLOAD) == hashlib.sha256(b"bytes").hexdigest()
    assert await content(spool) == [b"bytes"]


async def test_bytes_are_read_in_pieces_of_the_length_asked_for_as_often_as_wanted(spool: Spool) -> None:
    await spool.append(UPLOAD, 0, chunks_of(b"bytes"))
    assert await content(spool, chunk_bytes=2) == await content(spool, chunk_bytes=2) == [b"by", b"te", b"s"]


@pytest.mark.parametrize("length", [0, 1, 399_999, 400_000, 400_001, 1_200_000, 1_200_001, 2_400_000, 2_500_000])
async def test_every_piece_but_the_last_has_the_length_asked_for_however_long_the_file_is(
    spool: Spool, length: int
) -> None:
    sent = os.urandom(length)
    await spool.append(UPLOAD, 0, chunks_of(sent))
    pieces = await content(spool, chunk_bytes=400_000)
    assert b"".join(pieces) == sent
    assert [len(piece) for piece in pieces[:-1]] == [400_000] * (len(pieces) - 1)
    assert all(pieces)


async def test_a_piece_goes_on_where_the_last_one_ended(spool: Spool) -> None:
    await spool.append(UPLOAD, 0, chunks_of(b"by"))
    assert await spool.append(UPLOAD, 2, chunks_of(b"tes")) == 5
    assert await content(spool) == [b"bytes"]


@pytest.mark.parametrize("offset", [0, 1, 3])
async def test_a_piece_that_belongs_elsewhere_changes_nothing(spool: Spool, offset: int) -> None:
    await spool.append(UPLOAD, 0, chunks_of(b"by"))
    with pytest.raises(Conflict) as raised:
        await spool.append(UPLOAD, offset, chunks_of(b"tes"))
    assert raised.value.reason == "OFFSET_MISMATCH"
    assert await content(spool) == [b"by"]


async def test_what_arrived_before_an_error_of_the_sender_stays(spool: Spool) -> None:
    with pytest.raises(TooLarge):
        await spool.append(UPLOAD, 0, breaking(b"by", b"te"))
    assert await content(spool) == [b"byte"]
    await spool.append(UPLOAD, 4, chunks_of(b"s"))
    assert await spool.sha256(UPLOAD) == hashlib.sha256(b"bytes").hexdigest()


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
async def test_a_piece_with_its_checksum_is_added_and_one_with_another_is_not(spool: Spool, algorithm: str) -> None:
    await spool.append(UPLOAD, 0, chunks_of(b"by"), checksum(b"by", algorithm))
    with pytest.raises(ChecksumMismatch):
        await spool.append(UPLOAD, 2, chunks_of(b"tes"), checksum(b"other", algorithm))
    assert await content(spool) == [b"by"]
    assert await spool.append(UPLOAD, 2, chunks_of(b"t", b"es"), checksum(b"tes", algorithm)) == 5
    assert await spool.sha256(UPLOAD) == hashlib.sha256(b"bytes").hexdigest()


async def test_nothing_counts_of_a_piece_with_a_checksum_that_did_not_arrive_whole(spool: Spool) -> None:
    with pytest.raises(TooLarge):
        await spool.append(UPLOAD, 0, breaking(b"by"), checksum(b"bytes"))
    assert await spool.length(UPLOAD) == 0


async def test_there_are_no_bytes_of_an_upload_that_has_not_begun(spool: Spool) -> None:
    assert await spool.length(UPLOAD) == 0
    with pytest.raises(FileNotFoundError):
        await spool.sha256(UPLOAD)
    with pytest.raises(FileNotFoundError):
        await content(spool)


async def test_files_lie_side_by_side_until_they_are_discarded(spool: Spool) -> None:
    await spool.append(UPLOAD, 0, chunks_of(b"one"))
    await spool.append(OTHER, 0, chunks_of(b"two"))
    assert await spool.untouched_since(LATER) == {UPLOAD, OTHER}
    await spool.discard(UPLOAD)
    await spool.discard(UPLOAD)
    assert await spool.untouched_since(LATER) == {OTHER}
    assert await content(spool, OTHER) == [b"two"]


async def test_files_that_were_written_lately_are_told_from_old_ones(spool: Spool) -> None:
    await spool.append(UPLOAD, 0, chunks_of(b"one"))
    assert await spool.untouched_since(EARLIER) == set()


async def test_there_is_room_and_less_of_it_when_something_lies_there(spool: Spool) -> None:
    assert await spool.free_bytes() > 0


class Network(RuleBasedStateMachine):
    """Two replicas on one folder, senders that break off, damaged pieces, restarts: no byte is lost or doubled."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.replicas = [FilesystemSpool(Path(self.folder.name)) for _ in range(2)]
        self.sent = b""

    @rule(replica=st.integers(0, 1), chunks=st.lists(st.binary(max_size=40), max_size=4), cut=st.booleans())
    def append(self, replica: int, chunks: list[bytes], *, cut: bool) -> None:
        pieces = breaking(*chunks) if cut else chunks_of(*chunks)
        with suppress(TooLarge):
            asyncio.run(self._append(replica, len(self.sent), pieces))
        self.sent += b"".join(chunks)

    @rule(replica=st.integers(0, 1), piece=st.binary(max_size=40), damaged=st.booleans())
    def append_checked(self, replica: int, piece: bytes, *, damaged: bool) -> None:
        expected = checksum(piece + b"!" if damaged else piece)
        with suppress(ChecksumMismatch):
            asyncio.run(self._append(replica, len(self.sent), chunks_of(piece), expected))
        self.sent += b"" if damaged else piece

    @rule(replica=st.integers(0, 1), offset=st.integers(0, 200))
    def append_elsewhere(self, replica: int, offset: int) -> None:
        if offset != len(self.sent):
            with pytest.raises(Conflict):
                asyncio.run(self._append(replica, offset, chunks_of(b"stray")))

    @rule(replica=st.integers(0, 1))
    def restart(self, replica: int) -> None:
        self.replicas[replica] = FilesystemSpool(Path(self.folder.name))

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        for replica in self.replicas:
            assert asyncio.run(replica.length(UPLOAD)) == len(self.sent)
        path = Path(self.replicas[0].location(UPLOAD))
        if path.exists():
            assert path.read_bytes() == self.sent
            hashes = {asyncio.run(replica.sha256(UPLOAD)) for replica in self.replicas}
            assert hashes == {hashlib.sha256(self.sent).hexdigest()}

    def teardown(self) -> None:
        self.folder.cleanup()

    async def _append(
        self, replica: int, offset: int, chunks: AsyncIterator[bytes], expected: Checksum | None = None
    ) -> int:
        return await self.replicas[replica].append(UPLOAD, offset, chunks, expected)


TestNetwork = Network.TestCase
TestNetwork.settings = settings(max_examples=12, stateful_step_count=12)


async def test_a_full_memory_refuses() -> None:
    spool = InMemorySpool(room=4)
    with pytest.raises(InsufficientStorage):
        await spool.append(UPLOAD, 0, chunks_of(b"by", b"tes"))


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
async def test_a_full_disk_refuses_and_what_was_written_counts(
    on_disk: FilesystemSpool, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def torn(handle: int, piece: memoryview, offset: int) -> int:
        if offset >= 2:
            raise OSError(code, os.strerror(code))
        return write(handle, piece[:2], offset)

    write = os.pwrite
    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", torn)
        with pytest.raises(InsufficientStorage) as raised:
            await on_disk.append(UPLOAD, 0, chunks_of(b"bytes"))
    assert raised.value.reason == "SPOOL_FULL"
    assert await on_disk.append(UPLOAD, 2, chunks_of(b"tes")) == 5
    assert await on_disk.sha256(UPLOAD) == hashlib.sha256(b"bytes").hexdigest()


async def test_a_broken_disk_is_no_full_disk(on_disk: FilesystemSpool, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="input/output"):
        await on_disk.append(UPLOAD, 0, chunks_of(b"bytes"))


async def test_files_survive_the_process(on_disk: FilesystemSpool, folder: Path) -> None:
    await on_disk.append(UPLOAD, 0, chunks_of(b"bytes"))
    other = FilesystemSpool(folder)
    assert await content(other) == [b"bytes"]
    assert await other.sha256(UPLOAD) == hashlib.sha256(b"bytes").hexdigest()


async def test_file_and_folder_are_on_the_disk_before_bytes_count(
    on_disk: FilesystemSpool, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(stat.S_IFMT(os.fstat(handle).st_mode)))
    await on_disk.append(UPLOAD, 0, chunks_of(b"bytes"))
    assert synced == [stat.S_IFREG, stat.S_IFDIR]


async def test_only_this_user_of_the_machine_can_read_them(on_disk: FilesystemSpool, folder: Path) -> None:
    await on_disk.append(UPLOAD, 0, chunks_of(b"bytes"))
    assert mode(Path(on_disk.location(UPLOAD))) == 0o600
    assert mode(folder) == 0o700


async def test_nothing_is_left_of_a_checked_piece(on_disk: FilesystemSpool, folder: Path) -> None:
    await on_disk.append(UPLOAD, 0, chunks_of(b"bytes"), checksum(b"bytes"))
    assert names(folder) == [f"{UPLOAD}.upload"]


async def test_a_checked_piece_that_a_crash_left_behind_does_not_count(on_disk: FilesystemSpool, folder: Path) -> None:
    await on_disk.append(UPLOAD, 0, chunks_of(b"by"))
    (folder / f"{UPLOAD}.piece").write_bytes(b"unverified")
    assert await on_disk.length(UPLOAD) == 2
    await on_disk.append(UPLOAD, 2, chunks_of(b"tes"), checksum(b"tes"))
    assert await content(on_disk) == [b"bytes"]


async def test_other_files_in_the_folder_are_none_of_its_business(on_disk: FilesystemSpool, folder: Path) -> None:
    (folder / "note.txt").write_text("hello")
    assert await on_disk.untouched_since(LATER) == set()


async def test_large_files_are_written_in_batches(on_disk: FilesystemSpool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filesystem_spool, "_BATCH_BYTES", 4)
    whole = bytes(range(100))
    length = await on_disk.append(UPLOAD, 0, chunks_of(*(whole[start : start + 3] for start in range(0, 100, 3))))
    assert (length, await content(on_disk)) == (100, [whole])


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


async def endless(letter: bytes) -> AsyncIterator[bytes]:
    while True:
        yield letter * 1024 * 1024


@pytest.mark.parametrize("checksum", [None, Checksum("sha256", bytes(32))], ids=["plain", "with a checksum"])
async def test_bytes_of_a_cancelled_upload_never_reach_the_file_of_another(
    on_disk: FilesystemSpool, monkeypatch: pytest.MonkeyPatch, gate: Gate, checksum: Checksum | None
) -> None:
    write = os.pwrite

    def slow(handle: int, piece: memoryview, offset: int) -> int:
        if bytes(piece[:1]) == b"h":
            gate.wait()
        return write(handle, piece, offset)

    monkeypatch.setattr(os, "pwrite", slow)
    his = asyncio.create_task(on_disk.append(UPLOAD, 0, endless(b"h"), checksum))
    await gate.until_reached()
    his.cancel()

    async def hers() -> AsyncIterator[bytes]:
        yield b"s" * 1000
        gate.open.set()
        with pytest.raises(asyncio.CancelledError):
            await his

    for _ in range(100):  # time for whatever would close the file
        await asyncio.to_thread(int)
    await on_disk.append(OTHER, 0, hers())
    assert b"".join(await content(on_disk, OTHER, 1000)) == b"s" * 1000


async def test_the_spool_works_while_others_have_all_threads_that_the_process_shares(
    on_disk: FilesystemSpool, gate: Gate
) -> None:
    shared = ThreadPoolExecutor(1)
    asyncio.get_running_loop().set_default_executor(shared)
    shared.submit(gate.wait)
    try:
        assert await asyncio.wait_for(on_disk.append(UPLOAD, 0, chunks_of(b"bytes")), 60) == 5
    finally:
        gate.open.set()
