"""Reports of how uploads ended that the catalog has not got yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_ingest.domain.uploads.upload_event import UploadReport


class UploadReports(Protocol):
    """An outbox: what is in it survives a power cut, and any replica can publish it."""

    async def add(self, report: UploadReport, grant: str) -> None:
        """Keeps a report with the leave to publish it, unless the same one (see `UploadReport.key`) is there already.

        Raises InsufficientStorage when there is no room.
        """

    async def pending(self) -> list[tuple[UploadReport, str]]:
        """All that is to be published, oldest first, with the leave to publish it.

        What cannot be read is left out; it stays, and may become readable again.
        """

    async def remove(self, report: UploadReport) -> None:
        """Removes a report that was published; removing one that is gone is no error."""

    async def set_aside(self, report: UploadReport) -> None:
        """Takes a report out of those that are pending, and keeps it for an operator; one that is gone is no error."""
