from __future__ import annotations

import hashlib
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem.archive_orders import FilesystemArchiveOrders
from momento_ingest.adapters.outbound.filesystem.idempotency_keys import FilesystemIdempotencyKeys
from momento_ingest.adapters.outbound.filesystem.journal import FilesystemJournal
from momento_ingest.adapters.outbound.filesystem.locks import FilesystemLocks
from momento_ingest.adapters.outbound.filesystem.spool import FilesystemSpool
from momento_ingest.adapters.outbound.filesystem.upload_reports import FilesystemUploadReports
from momento_ingest.application.ports.archive_orders import ArchiveOrder
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.checksum import Checksum
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.upload import Upload
from momento_ingest.domain.uploads.upload_event import UploadEnd, UploadReport

from tests.fakes.ingest.seals import new_seal
from tests.fakes.ingest.world import chunks_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADA, UPLOAD = UserId("01arz3ndektsv4rrffq69g5fad"), UploadId("01m80gb91p692ex4de2zsjs4vz")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DISK = ("open", "os.", "fcntl.", "shutil.", "tempfile.")


class DiskCalls:
    """The calls that Python makes of the disk in this thread, by its audit events."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.thread: int | None = None
        sys.addaudithook(self._note)

    def _note(self, event: str, _: tuple[object, ...]) -> None:
        if threading.get_ident() == self.thread and event.startswith(DISK):
            self.seen.append(event)


ON_THE_LOOP = DiskCalls()
"""One for the process: an audit hook cannot be taken away again."""


@pytest.fixture
def calls() -> Iterator[list[str]]:
    ON_THE_LOOP.seen.clear()
    yield ON_THE_LOOP.seen
    ON_THE_LOOP.thread = None


def watch() -> None:
    ON_THE_LOOP.thread = threading.get_ident()


async def test_no_lock_is_asked_for_on_the_event_loop(tmp_path: Path, calls: list[str]) -> None:
    one, other = FilesystemLocks(tmp_path), FilesystemLocks(tmp_path)
    watch()
    async with one.attempt("a"), other.attempt("a") as held:
        assert not held
    async with one.hold("a"):
        pass
    assert calls == []


async def test_no_byte_of_the_spool_is_handled_on_the_event_loop(tmp_path: Path, calls: list[str]) -> None:
    spool = FilesystemSpool(tmp_path)
    watch()
    await spool.append(UPLOAD, 0, chunks_of(b"by"))
    await spool.append(UPLOAD, 2, chunks_of(b"te"), Checksum("sha256", hashlib.sha256(b"te").digest()))
    assert await spool.length(UPLOAD) == 4
    await FilesystemSpool(tmp_path).sha256(UPLOAD)
    async for _ in spool.read(UPLOAD, 1):
        pass
    await spool.untouched_since(NOW)
    await spool.free_bytes()
    await spool.discard(UPLOAD)
    assert calls == []


async def test_nothing_that_is_noted_is_handled_on_the_event_loop(tmp_path: Path, calls: list[str]) -> None:
    journal, keys = FilesystemJournal(tmp_path / "journal", new_seal()), FilesystemIdempotencyKeys(tmp_path / "journal")
    reports = FilesystemUploadReports(tmp_path / "reports", new_seal())
    orders = FilesystemArchiveOrders(tmp_path / "archives", new_seal())
    upload = Upload(UPLOAD, ADA, FileName("a.jpg"), 1, (), "grant", NOW, NOW)
    report = UploadReport(ADA, UPLOAD, UploadEnd.EXPIRED, NOW)
    watch()
    await journal.write(upload)
    await journal.all_under_way()
    await journal.read(ADA, UPLOAD)
    await journal.archive(upload.receive(1, NOW).finish(UPLOAD))
    await journal.remove(upload)
    await journal.forget_ended(NOW)
    await keys.remember(ADA, "key", UPLOAD)
    await keys.find(ADA, "key")
    await keys.forget(NOW)
    await reports.add(report, "grant")
    await reports.pending()
    await reports.remove(report)
    await orders.keep("one", ArchiveOrder("grant", (), NOW))
    await orders.take("one")
    await orders.forget(NOW)
    assert calls == []
