"""Entries of the journal that cannot be read: they keep nobody waiting, and nothing of theirs is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem.journal import FilesystemJournal
from momento_ingest.adapters.outbound.telemetry.journal import MeasuredJournal
from momento_ingest.domain.errors import Unavailable
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.upload import Upload, UploadState

from tests.fakes.ingest.journal import InMemoryJournal
from tests.fakes.ingest.seals import new_seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from momento_ingest.application.ports.journal import Journal

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAMAGED = Upload(
    upload_id=UploadId("01m80gb91p692ex4de2zsjs4vz"),
    user_id=UserId("01arz3ndektsv4rrffq69g5fad"),
    file_name=FileName("a.jpg"),
    size_bytes=700,
    tags=(),
    grant="grant",
    created_at=NOW,
    expires_at=NOW + timedelta(days=1),
    state=UploadState.RECEIVED,
    received_at=NOW,
)
SOUND = replace(DAMAGED, upload_id=UploadId("01m80gb91p692ex4de2zsjs4vy"))
ELSEWHERE = replace(
    SOUND, upload_id=UploadId("01m80gb91p692ex4de2zsjs4vx"), user_id=UserId("01arz3ndektsv4rrffq69g5fae")
)


def changed(**fields: object) -> Callable[[bytes], bytes]:
    return lambda content: json.dumps({**json.loads(content), **fields}).encode()


def lacking(field: str) -> Callable[[bytes], bytes]:
    return lambda content: json.dumps({key: it for key, it in json.loads(content).items() if key != field}).encode()


DAMAGES = {
    "empty": lambda _: b"",
    "cut off": lambda content: content[:40],
    "zeros": lambda content: bytes(len(content)),
    "no object": lambda _: b"[]",
    "a state of a newer version": changed(state="judging"),
    "a refusal of a newer version": changed(refusal={"shade": "red"}),
    "lacking a field": lacking("expires_at"),
    "a name that is none": changed(file_name=""),
    "a grant that nobody sealed": changed(grant="grant"),
    "sealed with another key": changed(grant=new_seal().encrypt(b"grant").decode()),
}


@dataclass
class Entry:
    """The file of one entry."""

    path: Path
    sound: bytes = b""

    def damage(self, change: Callable[[bytes], bytes]) -> None:
        self.sound = self.path.read_bytes()
        self.path.write_bytes(change(self.sound))

    def repair(self) -> None:
        self.path.write_bytes(self.sound)

    def become_a_folder(self) -> None:
        self.path.unlink()
        self.path.mkdir()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def on_disk(folder: Path) -> FilesystemJournal:
    return FilesystemJournal(folder, new_seal())


@pytest.fixture
def entry(folder: Path) -> Entry:
    return Entry(folder / DAMAGED.user_id.value / f"{DAMAGED.upload_id}.json")


@pytest.fixture(params=["memory", "filesystem", "measured"])
async def journal(request: pytest.FixtureRequest, on_disk: FilesystemJournal, entry: Entry) -> Journal:
    """Holds three uploads, one of which cannot be read."""
    memory = InMemoryJournal(unreadable={DAMAGED.upload_id})
    journals: dict[str, Journal] = {
        "memory": memory,
        "filesystem": on_disk,
        "measured": MeasuredJournal(on_disk, lambda: NOW),
    }
    journal = journals[request.param]
    for upload in (DAMAGED, SOUND, ELSEWHERE):
        await journal.write(upload)
    if journal is not memory:
        entry.damage(lambda _: b"{")
    return journal


async def test_one_look_tells_it_apart_from_all_the_others(journal: Journal) -> None:
    found = await journal.all_under_way()
    assert (found.uploads, set(found.unreadable)) == ([ELSEWHERE, SOUND], {DAMAGED.upload_id})
    assert await journal.under_way(DAMAGED.user_id) == [SOUND]


async def test_who_asks_for_it_is_told_that_nothing_is_lost(journal: Journal) -> None:
    with pytest.raises(Unavailable) as reported:
        await journal.read(DAMAGED.user_id, DAMAGED.upload_id)
    assert reported.value.reason == "UPLOAD_UNREADABLE"


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_whatever_is_wrong_with_it_passes_with_its_cause(
    on_disk: FilesystemJournal, entry: Entry, damage: Callable[[bytes], bytes]
) -> None:
    await on_disk.write(DAMAGED)
    entry.damage(damage)
    assert (await on_disk.all_under_way()).unreadable == {DAMAGED.upload_id}
    entry.repair()
    assert (await on_disk.all_under_way()).uploads == [DAMAGED]


async def test_a_disk_that_does_not_give_it_counts_as_well(on_disk: FilesystemJournal, entry: Entry) -> None:
    await on_disk.write(DAMAGED)
    entry.become_a_folder()
    assert (await on_disk.all_under_way()).unreadable == {DAMAGED.upload_id}


async def test_it_is_logged_once_with_its_cause(
    on_disk: FilesystemJournal, entry: Entry, caplog: pytest.LogCaptureFixture
) -> None:
    await on_disk.write(DAMAGED)
    entry.damage(lambda _: b"{")
    for _ in range(3):
        await on_disk.all_under_way()
    (record,) = caplog.records
    assert record.message == "upload unreadable"
    reported = vars(record)
    assert (reported["user_id"], reported["upload_id"]) == (DAMAGED.user_id.value, DAMAGED.upload_id.value)
    assert reported["detail"].startswith("JSONDecodeError")
