"""Tells the catalog how uploads ended, until it knows."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import IngestError, Unavailable

if TYPE_CHECKING:
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.upload_reports import UploadReports

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TellUploads:
    """Empties the outbox."""

    reports: UploadReports
    catalog: Catalog

    async def __call__(self) -> bool:
        """Tells everything once; False when the catalog does not answer, and is to be told later.

        What it refuses to hear, because the leave has run out after a day, stays in the log of this service alone.
        """
        for report, grant in await self.reports.kept():
            known = {"user_id": report.user_id.value, "upload_id": report.upload_id.value, "reason": report.reason}
            try:
                await self.catalog.report(report, grant)
            except Unavailable as error:
                _logger.warning("the end of an upload is told later", extra={**known, "detail": str(error)})
                return False
            except IngestError as error:
                _logger.exception("the end of an upload cannot be told", extra={**known, "refusal": error.reason})
            await self.reports.told(report)
        return True
