from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.telemetry.journal import MeasuredJournal
from momento_ingest.adapters.outbound.telemetry.spool_usage import measure_spool
from momento_ingest.adapters.outbound.telemetry.upload_reports import MeasuredUploadReports
from momento_ingest.application.uploads.spool_ledger import SpoolReservations
from momento_ingest.domain.errors import Rejected
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.upload import Upload
from momento_ingest.domain.uploads.upload_event import UploadEnd, UploadReport

from tests.fakes.chassis.measurements import Measurements
from tests.fakes.ingest.journal import InMemoryJournal
from tests.fakes.ingest.upload_reports import InMemoryUploadReports

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
UPLOAD = Upload(
    upload_id=UploadId("01m80gb91p692ex4de2zsjs4vz"),
    user_id=UserId("01arz3ndektsv4rrffq69g5fad"),
    file_name=FileName("a.jpg"),
    size_bytes=700,
    tags=(),
    grant="grant",
    created_at=NOW - timedelta(minutes=10),
    expires_at=NOW + timedelta(days=1),
)
RECEIVED = UPLOAD.receive(700, NOW - timedelta(seconds=90))


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measurements:
    return Measurements(monkeypatch)


@pytest.fixture
def journal(measured: Measurements) -> MeasuredJournal:
    assert measured.of("momento.upload.states") == {}
    return MeasuredJournal(InMemoryJournal(), lambda: NOW)


async def test_uploads_are_counted_by_the_states_they_enter(journal: MeasuredJournal, measured: Measurements) -> None:
    rejected = RECEIVED.reject(Rejected("MALWARE_FOUND", "Why."), NOW)
    for upload in (UPLOAD, RECEIVED, RECEIVED.inspect(), RECEIVED, rejected):
        await journal.write(upload)
    await journal.archive(rejected.reported())
    assert measured.of("momento.upload.states") == {
        ("", "receiving"): 1,
        ("", "received"): 2,
        ("", "inspecting"): 1,
        ("MALWARE_FOUND", "rejected"): 1,
    }
    assert measured.of("momento.upload.processing.duration") == measured.of("momento.upload.stored") == {}


async def test_an_upload_that_is_done_counts_with_its_length_and_its_time(
    journal: MeasuredJournal, measured: Measurements
) -> None:
    await journal.archive(RECEIVED.finish(UPLOAD.upload_id))
    assert measured.of("momento.upload.stored") == {(): 700}
    assert measured.of("momento.upload.processing.duration") == {(): 1}


async def test_what_is_under_way_is_told_as_it_was_at_the_last_look(
    journal: MeasuredJournal, measured: Measurements
) -> None:
    other = replace(RECEIVED, upload_id=UploadId("01m80gb91p692ex4de2zsjs4vy"))
    for upload in (UPLOAD, other):
        await journal.write(upload)
    assert set(measured.of("momento.upload.in_progress").values()) == {0}
    assert measured.of("momento.upload.oldest_wait") == {(): 0}
    assert len((await journal.all_under_way()).uploads) == 2
    assert measured.of("momento.upload.in_progress") == {
        ("receiving",): 1,
        ("received",): 1,
        ("inspecting",): 0,
        ("storing",): 0,
        ("unreadable",): 0,
    }
    assert measured.of("momento.upload.oldest_wait") == {(): 90}


async def test_entries_that_cannot_be_read_are_told_in_place_of_a_state(measured: Measurements) -> None:
    journal = MeasuredJournal(InMemoryJournal(unreadable={UPLOAD.upload_id}), lambda: NOW)
    await journal.write(RECEIVED)
    await journal.all_under_way()
    assert measured.of("momento.upload.in_progress")[("unreadable",)] == 1
    assert measured.of("momento.upload.in_progress")[("received",)] == 0
    assert measured.of("momento.upload.oldest_wait") == {(): 0}


async def test_ends_that_no_entry_tells_of_are_counted(measured: Measurements) -> None:
    reports = MeasuredUploadReports(InMemoryUploadReports())
    report = UploadReport(UPLOAD.user_id, UPLOAD.upload_id, UploadEnd.REJECTED, NOW, reason="FILE_TOO_LARGE")
    for each in (
        report,
        replace(report, declared_only=True),
        replace(report, end=UploadEnd.TERMINATED, reason=""),
        replace(report, end=UploadEnd.ACCEPTED, reason=""),
    ):
        await reports.add(each, "grant")
    ends = {("rejected", "FILE_TOO_LARGE"): 1, ("terminated", ""): 1}
    assert measured.of("momento.upload.ends_without_entry") == ends


def test_the_room_of_the_spool_is_told(measured: Measurements, tmp_path: Path) -> None:
    ledger = SpoolReservations()
    measure_spool(tmp_path, ledger, 10_000)
    ledger.update(RECEIVED)
    usage = measured.of("momento.spool.usage")
    assert usage.keys() == {("used",), ("free",)}
    assert min(usage.values()) > 0
    assert measured.of("momento.spool.reserved") == {(): 700}
    assert measured.of("momento.spool.limit") == {(): 10_000}


async def test_reports_that_are_set_aside_are_counted(measured: Measurements) -> None:
    reports = MeasuredUploadReports(InMemoryUploadReports())
    report = UploadReport(UPLOAD.user_id, UPLOAD.upload_id, UploadEnd.REJECTED, NOW)
    await reports.add(report, "grant")
    await reports.set_aside(report)
    assert measured.of("momento.upload.reports.quarantined") == {(): 1}
