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


def measure_spool(folder: Path) -> None:
    """Measures the file system that holds `folder`; all replicas that share it tell the same."""

    def usage(_: CallbackOptions) -> Iterable[Observation]:
        disk = shutil.disk_usage(folder)
        return [
            Observation(disk.used, {"system.filesystem.state": "used"}),
            Observation(disk.free, {"system.filesystem.state": "free"}),
        ]

    metrics.get_meter("momento.ingest").create_observable_gauge(
        "momento.spool.usage", [usage], unit="By", description="Bytes of the spool's file system, used and free"
    )
