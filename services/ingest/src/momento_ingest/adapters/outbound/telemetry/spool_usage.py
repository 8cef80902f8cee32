"""How full the disk of the spool is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from opentelemetry import metrics
from opentelemetry.metrics import Observation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from opentelemetry.metrics import CallbackOptions

    from momento_ingest.application.uploads.spool_ledger import SpoolReservations


def measure_spool(folder: Path, ledger: SpoolReservations, limit_bytes: int) -> None:
    """Measures the file system that holds `folder`, and what is reserved of `limit_bytes` by our own count.

    All replicas that share it say the same, as of their last look: take the largest and not the sum.
    """

    def usage(_: CallbackOptions) -> Iterable[Observation]:
        disk = shutil.disk_usage(folder)
        return [
            Observation(disk.used, {"system.filesystem.state": "used"}),
            Observation(disk.free, {"system.filesystem.state": "free"}),
        ]

    def reserved(_: CallbackOptions) -> Iterable[Observation]:
        return [Observation(ledger.reserved_bytes)]

    def limit(_: CallbackOptions) -> Iterable[Observation]:
        return [Observation(limit_bytes)]

    meter = metrics.get_meter("momento.ingest")
    meter.create_observable_gauge(
        "momento.spool.reserved", [reserved], unit="By", description="Lengths of all files in the spool or on the way"
    )
    meter.create_observable_gauge(
        "momento.spool.limit", [limit], unit="By", description="What all files in the spool may have together"
    )
    meter.create_observable_gauge(
        "momento.spool.usage", [usage], unit="By", description="Bytes of the spool's file system, used and free"
    )
