"""Publishes how uploads ended: a relay from the outbox to the catalog, each report by itself."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import IngestError, TooManyRequests, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.upload_reports import UploadReports
    from momento_ingest.domain.identifiers import UserId
    from momento_ingest.domain.uploads.upload_event import UploadReport

MAX_TRIES: Final = 16
"""Tries of one report that the catalog answers with a fault; with the pauses between them some two hours."""
MAX_PAUSE: Final = timedelta(minutes=10)
_FAILURES_IN_A_ROW: Final = 3
"""After so many the catalog itself is taken to be away, and the others are tried in the next round."""
_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tries:
    count: int = 0
    due: datetime | None = None


@dataclass(slots=True)
class PublishReports:
    """Empties the outbox; remembers how often each report has failed in this process."""

    reports: UploadReports
    catalog: Catalog
    now: Callable[[], datetime]
    _tries: dict[tuple[str, ...], _Tries] = field(default_factory=dict)

    async def __call__(self) -> None:
        """Tries every report that is due once, of each user oldest first, in turns among the users.

        One that fails is tried again after a pause that doubles, and keeps no other waiting. One that the catalog
        refuses, or that has failed too often, is set aside, with a log line and a metric.
        """
        failures = 0
        pending = await self.reports.pending()
        self._tries = {report.key: self._tries[report.key] for report, _ in pending if report.key in self._tries}
        for report, grant in _in_turns(pending):
            if self._is_due(report) and failures < _FAILURES_IN_A_ROW:
                failures = 0 if await self._publish(report, grant) else failures + 1

    def _is_due(self, report: UploadReport) -> bool:
        tries = self._tries.get(report.key)
        return tries is None or tries.due is None or tries.due <= self.now()

    async def _publish(self, report: UploadReport, grant: str) -> bool:
        """Whether the catalog answered."""
        known = {"user_id": report.user_id.value, "upload_id": report.upload_id.value, "reason": report.reason}
        try:
            await self.catalog.report(report, grant)
        except (Unavailable, TooManyRequests) as error:
            await self._failed(report, error.reason, known)
            return False
        except IngestError as error:
            await self._quarantined(report, error.reason, known)
            return True
        except Exception:  # a fault with one report must not block all the others
            _logger.exception("a report of an upload failed", extra=known)
            await self._failed(report, "INTERNAL", known)
            return True
        await self.reports.remove(report)
        return True

    async def _failed(self, report: UploadReport, reason: str, known: dict[str, str]) -> None:
        tries = self._tries.setdefault(report.key, _Tries())
        tries.count += 1
        tries.due = self.now() + min(timedelta(seconds=2**tries.count), MAX_PAUSE)
        _logger.warning("a report of an upload is published later", extra={**known, "detail": reason})
        if tries.count >= MAX_TRIES:
            await self._quarantined(report, reason, known)

    async def _quarantined(self, report: UploadReport, refusal: str, known: dict[str, str]) -> None:
        _logger.error("a report of an upload was quarantined", extra={**known, "rejection": refusal})
        await self.reports.set_aside(report)


def _in_turns(pending: Sequence[tuple[UploadReport, str]]) -> list[tuple[UploadReport, str]]:
    """The first report of each user, then the second of each, and so on."""
    before: Counter[UserId] = Counter()
    rounds = []
    for report, _ in pending:
        rounds.append(before[report.user_id])
        before[report.user_id] += 1
    return [pending[number] for number in sorted(range(len(pending)), key=rounds.__getitem__)]
