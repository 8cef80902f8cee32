"""Ends of uploads that the catalog is still to be told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_ingest.domain.upload_report import UploadReport


class UploadReports(Protocol):
    """An outbox: what is in it survives a power cut, and any replica can tell it."""

    async def keep(self, report: UploadReport, grant: str) -> None:
        """Keeps a report with the leave to tell it, unless the same one (see `UploadReport.key`) is there already."""

    async def kept(self) -> list[tuple[UploadReport, str]]:
        """All that is still to be told, oldest first, with the leave to tell it.

        What cannot be read is left out; it stays, and may become readable again.
        """

    async def told(self, report: UploadReport) -> None:
        """Removes a report; removing one that is gone is no error."""
