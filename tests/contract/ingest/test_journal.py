from __future__ import annotations

import asyncio
import errno
import json
import os
import stat
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet, MultiFernet
from momento_ingest.adapters.outbound.filesystem.journal import FilesystemJournal
from momento_ingest.adapters.outbound.telemetry.journal import MeasuredJournal
from momento_ingest.domain.errors import InsufficientStorage, NotFound, UnsupportedMedia
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.rejection import Refusal
from momento_ingest.domain.uploads.upload import Upload, UploadState

from tests.fakes.ingest.journal import InMemoryJournal
from tests.fakes.ingest.seals import new_seal

if TYPE_CHECKING:
    from momento_ingest.application.ports.journal import Journal

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
UPLOAD = Upload(
    upload_id=UploadId("01m80gb91p692ex4de2zsjs4vz"),
    user_id=UserId("01arz3ndektsv4rrffq69g5fad"),
    file_name=FileName('Été "à" la mer 👩‍💻.jpg'),
    size_bytes=1_900_000_000,
    tags=("lake", "été"),
    grant="grant.of.ada",
    created_at=NOW,
    expires_at=NOW + timedelta(days=1),
    state=UploadState.RECEIVED,
    declared_sha256="ab" * 32,
    sha256="ab" * 32,
    received_at=NOW + timedelta(seconds=9),
    fingerprint="fingerprint",
)
EARLIER = Upload(
    upload_id=UploadId("01m80gb91p692ex4de2zsjs4vy"),
    user_id=UPLOAD.user_id,
    file_name=FileName("a.jpg"),
    size_bytes=1,
    tags=(),
    grant="grant",
    created_at=NOW - timedelta(seconds=1),
    expires_at=NOW,
    resumable=False,
)
OTHERS = replace(
    EARLIER, upload_id=UploadId("01m80gb91p692ex4de2zsjs4vx"), user_id=UserId("01arz3ndektsv4rrffq69g5fae")
)
REJECTED = UPLOAD.reject(UnsupportedMedia("CODE", "Why."), NOW)
ENDS = [UPLOAD.finish(UPLOAD.upload_id), REJECTED.reported()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool" / "journal"


@pytest.fixture
def seal() -> MultiFernet:
    return new_seal()


@pytest.fixture
def on_disk(folder: Path, seal: MultiFernet) -> FilesystemJournal:
    return FilesystemJournal(folder, seal)


@pytest.fixture(params=["memory", "filesystem", "measured"])
def journal(request: pytest.FixtureRequest, on_disk: FilesystemJournal) -> Journal:
    journals: dict[str, Journal] = {
        "memory": InMemoryJournal(),
        "filesystem": on_disk,
        "measured": MeasuredJournal(on_disk, lambda: NOW),
    }
    return journals[request.param]


def the_file_in(folder: Path) -> Path:
    (only,) = folder.glob("*/*.json")
    return only


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_there_is_nothing_at_first(journal: Journal) -> None:
    assert (await journal.all_under_way()).uploads == []


async def test_an_entry_comes_back_as_it_was_written(journal: Journal) -> None:
    await journal.write(UPLOAD)
    assert (await journal.all_under_way()).uploads == [UPLOAD]


async def test_writing_again_replaces_the_entry(journal: Journal) -> None:
    await journal.write(UPLOAD)
    await journal.write(UPLOAD.inspect().store(("key",), "{}"))
    assert (await journal.all_under_way()).uploads == [UPLOAD.inspect().store(("key",), "{}")]


async def test_the_oldest_comes_first(journal: Journal) -> None:
    await journal.write(UPLOAD)
    await journal.write(EARLIER)
    assert (await journal.all_under_way()).uploads == [EARLIER, UPLOAD]


async def test_an_entry_is_read_by_its_owner_and_by_nobody_else(journal: Journal) -> None:
    await journal.write(UPLOAD)
    await journal.write(OTHERS)
    assert await journal.read(UPLOAD.user_id, UPLOAD.upload_id) == UPLOAD
    for user, upload_id in ((OTHERS.user_id, UPLOAD.upload_id), (UPLOAD.user_id, EARLIER.upload_id)):
        with pytest.raises(NotFound) as raised:
            await journal.read(user, upload_id)
        assert raised.value.reason == "UPLOAD_NOT_FOUND"


async def test_what_is_under_way_is_told_for_one_user_and_for_all(journal: Journal) -> None:
    for upload in (UPLOAD, OTHERS, EARLIER):
        await journal.write(upload)
    assert await journal.under_way(UPLOAD.user_id) == [EARLIER, UPLOAD]
    assert {upload.upload_id for upload in (await journal.all_under_way()).uploads} == {
        UPLOAD.upload_id,
        EARLIER.upload_id,
        OTHERS.upload_id,
    }


@pytest.mark.parametrize("end", ENDS, ids=["done", "rejected"])
async def test_what_has_ended_is_not_under_way_but_can_be_read_until_it_is_forgotten(
    journal: Journal, end: Upload
) -> None:
    await journal.write(UPLOAD)
    await journal.archive(end)
    assert (await journal.all_under_way()).uploads == await journal.under_way(UPLOAD.user_id) == []
    await journal.forget_ended(datetime.now(UTC) - timedelta(hours=1))
    assert await journal.read(UPLOAD.user_id, UPLOAD.upload_id) == end
    await journal.forget_ended(datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(NotFound):
        await journal.read(UPLOAD.user_id, UPLOAD.upload_id)


async def test_an_end_that_is_not_published_yet_is_found_until_it_is_archived(journal: Journal) -> None:
    await journal.write(UPLOAD)
    await journal.write(REJECTED)
    assert await journal.read(UPLOAD.user_id, UPLOAD.upload_id) == REJECTED
    found = await journal.all_under_way()
    assert (found.uploads, found.unpublished) == ([], (REJECTED,))
    assert await journal.under_way(UPLOAD.user_id) == []
    await journal.archive(REJECTED.reported())
    assert (await journal.all_under_way()).unpublished == ()
    assert await journal.read(UPLOAD.user_id, UPLOAD.upload_id) == REJECTED.reported()


async def test_what_a_try_to_store_has_found_out_comes_back(journal: Journal) -> None:
    storing = UPLOAD.inspect().no_verdict(NOW).inspect().store(("key",), '{"facts": "été"}')
    await journal.write(storing)
    assert (await journal.all_under_way()).uploads == [storing]


async def test_a_full_disk_is_an_error_of_the_edge(on_disk: FilesystemJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr("os.fsync", full)
    for write, upload in ((on_disk.write, UPLOAD), (on_disk.archive, ENDS[0])):
        with pytest.raises(InsufficientStorage):
            await write(upload)


async def test_an_entry_of_revision_13f091e_is_read(
    on_disk: FilesystemJournal, folder: Path, seal: MultiFernet
) -> None:
    """Its fields, as that revision wrote them, in the state in which there are most."""
    fields = {
        "upload_id": UPLOAD.upload_id.value,
        "user_id": UPLOAD.user_id.value,
        "file_name": "lake.jpg",
        "size_bytes": 5,
        "tags": ["lake"],
        "grant": seal.encrypt(b"grant").decode(),
        "created_at": NOW.isoformat(),
        "expires_at": (NOW + timedelta(days=1)).isoformat(),
        "resumable": True,
        "state": "storing",
        "declared_sha256": "",
        "sha256": "ab" * 32,
        "received_at": NOW.isoformat(),
        "fingerprint": "",
        "refusal": None,
        "outcome": None,
        "objects": ["a", "b"],
    }
    path = folder / UPLOAD.user_id.value / f"{UPLOAD.upload_id}.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(fields))
    upload = await on_disk.read(UPLOAD.user_id, UPLOAD.upload_id)
    assert (upload.state, upload.objects, upload.grant) == (UploadState.STORING, ("a", "b"), "grant")
    assert (upload.record, upload.inspections, upload.events) == ("", 0, ())
    ended = {**fields, "state": "rejected", "grant": "", "refusal": {"reason": "A", "message": "B", "kind": "Rejected"}}
    path.write_text(json.dumps(ended))
    assert (await on_disk.read(UPLOAD.user_id, UPLOAD.upload_id)).refusal == Refusal("A", "B")


async def test_forgetting_what_has_ended_leaves_what_is_under_way(journal: Journal) -> None:
    await journal.write(UPLOAD)
    await journal.forget_ended(datetime.now(UTC) + timedelta(hours=1))
    assert (await journal.all_under_way()).uploads == [UPLOAD]


async def test_what_has_ended_lies_in_one_place_at_any_moment(
    on_disk: FilesystemJournal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen(_: int) -> None:
        assert len(list(folder.rglob("*.json"))) == 1

    await on_disk.write(UPLOAD)
    monkeypatch.setattr("os.fsync", seen)
    await on_disk.write(ENDS[0])
    seen(0)


async def test_an_entry_whose_end_was_written_when_the_process_died_has_ended(
    on_disk: FilesystemJournal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def died(*_: object) -> None:
        raise OSError(5, "input/output error")

    await on_disk.write(UPLOAD)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", died)
        with pytest.raises(OSError, match="input/output"):
            await on_disk.archive(ENDS[0])
    assert await on_disk.read(UPLOAD.user_id, UPLOAD.upload_id) == ENDS[0]
    assert await on_disk.under_way(UPLOAD.user_id) == (await on_disk.all_under_way()).uploads == []
    assert await on_disk.read(UPLOAD.user_id, UPLOAD.upload_id) == ENDS[0]
    assert names(folder / UPLOAD.user_id.value) == ["ended"]


async def test_an_ended_entry_counts_where_a_crash_of_an_earlier_version_left_the_former(
    on_disk: FilesystemJournal, folder: Path
) -> None:
    await on_disk.write(UPLOAD)
    former = the_file_in(folder)
    content = former.read_bytes()
    await on_disk.archive(ENDS[0])
    former.write_bytes(content)
    assert await on_disk.under_way(UPLOAD.user_id) == (await on_disk.all_under_way()).uploads == []
    assert await on_disk.read(UPLOAD.user_id, UPLOAD.upload_id) == ENDS[0]
    assert not former.exists()


async def test_what_a_crash_left_half_written_is_forgotten_and_keeps_no_folder(
    on_disk: FilesystemJournal, folder: Path
) -> None:
    await on_disk.write(UPLOAD)
    await on_disk.archive(ENDS[0])
    user = folder / UPLOAD.user_id.value
    for torn in (user / f"{UPLOAD.upload_id}.123.part", user / "ended" / f"{UPLOAD.upload_id}.abcdefgh.part"):
        torn.write_bytes(b"{")
        os.utime(torn, (0, 0))
    await on_disk.forget_ended(datetime.now(UTC) + timedelta(hours=1))
    assert names(folder) == []


def grown_old(folder: Path) -> None:
    """As if nothing had come into it or gone for very long."""
    with suppress(FileNotFoundError):
        os.utime(folder, (0, 0))


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_who_has_long_had_no_upload_keeps_no_folder(on_disk: FilesystemJournal, folder: Path) -> None:
    for upload in (UPLOAD, OTHERS):
        await on_disk.write(upload)
    await on_disk.archive(ENDS[0])
    await on_disk.forget_ended(datetime.now(UTC) - timedelta(hours=1))
    assert len(names(folder)) == 2
    await on_disk.forget_ended(datetime.now(UTC) + timedelta(hours=1))
    assert names(folder) == [OTHERS.user_id.value]


async def test_no_entry_is_lost_to_a_replica_that_takes_unused_folders_away(
    on_disk: FilesystemJournal, folder: Path, seal: MultiFernet
) -> None:
    other, mine = FilesystemJournal(folder, seal), folder / UPLOAD.user_id.value
    written = asyncio.Event()

    async def tidy() -> None:
        while not written.is_set():
            await other.forget_ended(datetime.now(UTC) - timedelta(hours=1))

    async def write() -> None:
        for _ in range(50):
            await on_disk.write(UPLOAD)
            assert await on_disk.under_way(UPLOAD.user_id) == [UPLOAD]
            await on_disk.remove(UPLOAD)
            grown_old(mine)
        written.set()

    await asyncio.gather(tidy(), write())


async def test_a_removed_entry_is_gone_and_removing_it_again_is_no_error(journal: Journal) -> None:
    await journal.write(UPLOAD)
    await journal.write(EARLIER)
    await journal.remove(UPLOAD)
    await journal.remove(UPLOAD)
    assert (await journal.all_under_way()).uploads == [EARLIER]


async def test_entries_survive_the_process(on_disk: FilesystemJournal, folder: Path, seal: MultiFernet) -> None:
    await on_disk.write(UPLOAD)
    assert (await FilesystemJournal(folder, seal).all_under_way()).uploads == [UPLOAD]


async def test_an_entry_that_was_being_written_when_the_power_went_is_not_seen(
    on_disk: FilesystemJournal, folder: Path
) -> None:
    await on_disk.write(UPLOAD)
    (folder / EARLIER.user_id.value / f"{EARLIER.upload_id}.part").write_bytes(b'{"upload_id": "01m8')
    assert (await on_disk.all_under_way()).uploads == [UPLOAD]
    await on_disk.write(EARLIER)
    assert (await on_disk.all_under_way()).uploads == [EARLIER, UPLOAD]


async def test_a_failed_write_leaves_the_former_entry(
    on_disk: FilesystemJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(5, "input/output error")

    await on_disk.write(UPLOAD)
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", broken)
        with pytest.raises(OSError, match="input/output"):
            await on_disk.write(UPLOAD.inspect().store(("key",), "{}"))
    assert (await on_disk.all_under_way()).uploads == [UPLOAD]


async def test_only_this_user_of_the_machine_can_read_entries(on_disk: FilesystemJournal, folder: Path) -> None:
    await on_disk.write(UPLOAD)
    assert mode(the_file_in(folder)) == 0o600
    assert mode(folder) == 0o700


async def test_the_grant_does_not_lie_on_the_disk_in_clear(on_disk: FilesystemJournal, folder: Path) -> None:
    await on_disk.write(UPLOAD)
    content = the_file_in(folder).read_bytes()
    assert UPLOAD.sha256.encode() in content
    assert UPLOAD.grant.encode() not in content


async def test_an_entry_of_a_former_key_is_read_while_that_key_is_kept(folder: Path) -> None:
    former, newest = (Fernet(Fernet.generate_key()) for _ in range(2))
    await FilesystemJournal(folder, MultiFernet([former])).write(UPLOAD)
    both = FilesystemJournal(folder, MultiFernet([newest, former]))
    assert (await both.all_under_way()).uploads == [UPLOAD]
    await both.write(UPLOAD)
    assert (await FilesystemJournal(folder, MultiFernet([newest])).all_under_way()).uploads == [UPLOAD]


class CountingSeal(MultiFernet):
    """Counts what it opens."""

    opened = 0

    def decrypt(self, msg: bytes | str, ttl: int | None = None) -> bytes:
        self.opened += 1
        return super().decrypt(msg, ttl)


async def test_an_entry_is_unsealed_once_however_often_its_users_uploads_are_looked_through(tmp_path: Path) -> None:
    seal = CountingSeal([Fernet(Fernet.generate_key())])
    journal = FilesystemJournal(tmp_path, seal)
    for upload in (UPLOAD, EARLIER):
        await journal.write(upload)
    for _ in range(5):
        assert await journal.under_way(UPLOAD.user_id) == [EARLIER, UPLOAD]
        assert await journal.read(UPLOAD.user_id, UPLOAD.upload_id) == UPLOAD
    assert seal.opened == 2


async def test_what_another_replica_has_replaced_is_read_anew(tmp_path: Path) -> None:
    seal = new_seal()
    here, there = FilesystemJournal(tmp_path, seal), FilesystemJournal(tmp_path, seal)
    for number in range(20):
        written = replace(UPLOAD, sha256=f"{number:064}")
        await there.write(written)
        assert await here.under_way(UPLOAD.user_id) == [written]
        assert await here.read(UPLOAD.user_id, UPLOAD.upload_id) == written
