from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem.upload_reports import FilesystemUploadReports
from momento_ingest.adapters.outbound.telemetry.upload_reports import MeasuredUploadReports
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.upload_event import UploadEnd, UploadReport

from tests.fakes.ingest.seals import new_seal
from tests.fakes.ingest.upload_reports import InMemoryUploadReports

if TYPE_CHECKING:
    from pathlib import Path

    from momento_ingest.application.ports.upload_reports import UploadReports

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
FULL = UploadReport(
    UserId("01arz3ndektsv4rrffq69g5fad"),
    UploadId("01m80gb91p692ex4de2zsjs4vz"),
    UploadEnd.REJECTED,
    NOW,
    file_name="Été.jpg",
    sha256="ab" * 32,
    reason="MALWARE_FOUND",
    signature="Eicar",
    signature_version="27000",
    item="01m80gb91p692ex4de2zsjs4vy",
)
LATER = UploadReport(
    UserId("01arz3ndektsv4rrffq69g5fae"),
    UploadId("01m80gb91p692ex4de2zsjs4vx"),
    UploadEnd.EXPIRED,
    NOW + timedelta(seconds=1),
)
DECLINED = replace(LATER, end=UploadEnd.REJECTED, reason="FILE_TOO_LARGE", declared_only=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture(params=["memory", "filesystem", "measured"])
def reports(request: pytest.FixtureRequest, folder: Path) -> UploadReports:
    if request.param == "memory":
        return InMemoryUploadReports()
    on_disk = FilesystemUploadReports(folder, new_seal())
    return on_disk if request.param == "filesystem" else MeasuredUploadReports(on_disk)


async def test_reports_come_back_as_they_were_kept_oldest_first(reports: UploadReports) -> None:
    await reports.add(LATER, "grant of eve")
    await reports.add(FULL, "grant of ada")
    assert await reports.pending() == [(FULL, "grant of ada"), (LATER, "grant of eve")]


async def test_the_same_end_of_an_upload_is_kept_as_it_was_first(reports: UploadReports) -> None:
    await reports.add(FULL, "first")
    await reports.add(replace(FULL, at=NOW + timedelta(hours=1), reason="OTHER"), "second")
    assert await reports.pending() == [(FULL, "first")]


async def test_what_is_refused_before_it_is_kept_counts_once_a_minute_by_name_and_reason(
    reports: UploadReports,
) -> None:
    other_upload = replace(DECLINED, upload_id=FULL.upload_id, at=DECLINED.at + timedelta(seconds=30))
    for report in (DECLINED, other_upload):
        await reports.add(report, "grant")
    assert len(await reports.pending()) == 1
    for report in (
        replace(DECLINED, file_name="b.jpg"),
        replace(DECLINED, reason="OTHER"),
        replace(DECLINED, user_id=FULL.user_id),
        replace(DECLINED, at=DECLINED.at + timedelta(minutes=1)),
    ):
        await reports.add(report, "grant")
    assert len(await reports.pending()) == 5


async def test_what_was_published_is_gone_and_may_be_removed_twice(reports: UploadReports) -> None:
    await reports.add(FULL, "grant")
    await reports.remove(FULL)
    await reports.remove(FULL)
    assert await reports.pending() == []


async def test_what_is_set_aside_is_pending_no_more_and_may_be_set_aside_twice(reports: UploadReports) -> None:
    for report in (FULL, LATER):
        await reports.add(report, "grant")
    await reports.set_aside(FULL)
    await reports.set_aside(FULL)
    assert await reports.pending() == [(LATER, "grant")]


async def test_what_is_set_aside_is_kept_for_an_operator_who_may_put_it_back(folder: Path) -> None:
    reports = FilesystemUploadReports(folder, new_seal())
    await reports.add(FULL, "grant")
    await reports.set_aside(FULL)
    (quarantined,) = (folder / "aside").iterdir()
    quarantined.rename(folder / quarantined.name)
    assert await reports.pending() == [(FULL, "grant")]


async def test_one_that_cannot_be_read_stays_and_keeps_no_other_from_being_told(folder: Path) -> None:
    another, reports = (FilesystemUploadReports(folder, new_seal()) for _ in range(2))
    await another.add(FULL, "grant of ada")
    await reports.add(LATER, "grant of eve")
    assert await reports.pending() == [(LATER, "grant of eve")]
    assert await another.pending() == [(FULL, "grant of ada")]


async def test_reports_outlive_the_process_and_nobody_else_can_use_their_grants(folder: Path) -> None:
    key = new_seal()
    await FilesystemUploadReports(folder, key).add(FULL, "grant of ada")
    assert await FilesystemUploadReports(folder, key).pending() == [(FULL, "grant of ada")]
    assert_private(folder)


def assert_private(folder: Path) -> None:
    (file,) = folder.iterdir()
    assert b"grant of ada" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_what_nobody_has_looked_at_for_a_month_goes_when_something_else_is_set_aside(folder: Path) -> None:
    reports = FilesystemUploadReports(folder, new_seal())
    for report in (FULL, LATER):
        await reports.add(report, "grant")
    await reports.set_aside(FULL)
    (old,) = (folder / "aside").iterdir()
    os.utime(old, (0, 0))
    await reports.set_aside(LATER)
    assert [path.name for path in (folder / "aside").iterdir()] != [old.name]
    assert not old.exists()
