"""The journal, with what it tells of uploads as metrics; everything else it passes on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from momento_chassis.telemetry import SECONDS
from opentelemetry import metrics
from opentelemetry.metrics import Observation

from momento_ingest.application.ports.journal import UnderWay
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from opentelemetry.metrics import CallbackOptions

    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.uploads.upload import Upload

STATE = "momento.upload.state"
REASON = "momento.upload.reason"
UNREADABLE = "unreadable"
"""In place of the state that a journal entry would tell if it could be read."""
_UNDER_WAY = [UploadState.RECEIVING, UploadState.RECEIVED, UploadState.INSPECTING, UploadState.STORING]


class MeasuredJournal:
    """Counts uploads by the states they enter, and tells how many are under way, since when, at the last look at all.

    All replicas share a journal, and each tells of all that is under way: take the largest and not the sum.
    """

    def __init__(self, journal: Journal, now: Callable[[], datetime]) -> None:
        self._journal = journal
        self._now = now
        self._under_way = UnderWay([], frozenset())
        meter = metrics.get_meter("momento.ingest")
        self._states = meter.create_counter(
            "momento.upload.states", unit="{upload}", description="Uploads by the states they enter, and why"
        )
        self._bytes = meter.create_counter(
            "momento.upload.stored", unit="By", description="Length of the uploads that have become done"
        )
        self._durations = meter.create_histogram(
            "momento.upload.processing.duration",
            unit="s",
            description="Time from the last byte of an upload to its record",
            explicit_bucket_boundaries_advisory=SECONDS,
        )
        meter.create_observable_gauge(
            "momento.upload.in_progress", [self._counts], unit="{upload}", description="Uploads under way, by state"
        )
        meter.create_observable_gauge(
            "momento.upload.oldest_wait",
            [self._oldest],
            unit="s",
            description="How long the oldest complete upload has waited for its end",
        )

    async def write(self, upload: Upload) -> None:
        """See the port."""
        await self._journal.write(upload)
        if not upload.ended:
            self._count(upload)

    async def archive(self, upload: Upload) -> None:
        """See the port."""
        await self._journal.archive(upload)
        self._count(upload)
        if upload.state is UploadState.DONE:
            self._bytes.add(upload.size_bytes)
            if upload.received_at is not None:
                self._durations.record((self._now() - upload.received_at).total_seconds())

    async def read(self, user: UserId, upload_id: UploadId) -> Upload:
        """See the port."""
        return await self._journal.read(user, upload_id)

    async def under_way(self, user: UserId) -> list[Upload]:
        """See the port."""
        return await self._journal.under_way(user)

    async def all_under_way(self) -> UnderWay:
        """See the port."""
        self._under_way = await self._journal.all_under_way()
        return self._under_way

    async def remove(self, upload: Upload) -> None:
        """See the port."""
        await self._journal.remove(upload)

    async def forget_ended(self, before: datetime) -> None:
        """See the port."""
        await self._journal.forget_ended(before)

    def _count(self, upload: Upload) -> None:
        self._states.add(1, {STATE: upload.state.value, REASON: upload.refusal.reason if upload.refusal else ""})

    def _counts(self, _: CallbackOptions) -> Iterable[Observation]:
        counts = Counter(upload.state for upload in self._under_way.uploads)
        unreadable = Observation(len(self._under_way.unreadable), {STATE: UNREADABLE})
        return [*(Observation(counts[state], {STATE: state.value}) for state in _UNDER_WAY), unreadable]

    def _oldest(self, _: CallbackOptions) -> Iterable[Observation]:
        uploads = self._under_way.uploads
        arrivals = [upload.received_at for upload in uploads if upload.complete and upload.received_at]
        return [Observation((self._now() - min(arrivals)).total_seconds() if arrivals else 0.0)]
