"""The outbox of upload reports, with the ends that no journal entry tells of as metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opentelemetry import metrics

from momento_ingest.domain.uploads.upload_event import UploadEnd

if TYPE_CHECKING:
    from momento_ingest.application.ports.upload_reports import UploadReports
    from momento_ingest.domain.uploads.upload_event import UploadReport

_WITHOUT_ENTRY = frozenset({UploadEnd.EXPIRED, UploadEnd.TERMINATED})


class MeasuredUploadReports:
    """Counts what was refused before it had an entry, given up by its sender, or left by them."""

    def __init__(self, reports: UploadReports) -> None:
        self._reports = reports
        meter = metrics.get_meter("momento.ingest")
        self._quarantined = meter.create_counter(
            "momento.upload.reports.quarantined",
            unit="{report}",
            description="Reports of uploads that the catalog refused or that failed too often",
        )
        # A counter that was never added to is not scraped, and an alert on it would have nothing to look at.
        self._quarantined.add(0)
        self._ends = meter.create_counter(
            "momento.upload.ends_without_entry",
            unit="{upload}",
            description="Uploads refused for what was declared, terminated or expired",
        )

    async def add(self, report: UploadReport, grant: str) -> None:
        """See the port."""
        await self._reports.add(report, grant)
        if report.declared_only or report.end in _WITHOUT_ENTRY:
            attributes = {"momento.upload.end": report.end.value, "momento.upload.reason": report.reason}
            self._ends.add(1, attributes)

    async def pending(self) -> list[tuple[UploadReport, str]]:
        """See the port."""
        return await self._reports.pending()

    async def remove(self, report: UploadReport) -> None:
        """See the port."""
        await self._reports.remove(report)

    async def set_aside(self, report: UploadReport) -> None:
        """See the port."""
        await self._reports.set_aside(report)
        self._quarantined.add(1)
