"""Starts the scanner: `python -m momento_scanner.main`."""

from __future__ import annotations

import os
from typing import Final

from momento_chassis import lifecycle, telemetry
from momento_chassis.config import load

from momento_scanner.bootstrap import bootstrap
from momento_scanner.config import ScannerConfig

GRACE_SECONDS: Final = 45.0
"""Longer than the edge waits for the end of a one-shot upload, so that none that is waited for loses its verdict."""


def main() -> None:
    """Runs until SIGTERM."""
    telemetry.configure("scanner")
    config = load(ScannerConfig, os.environ)
    scanner = bootstrap(config)
    lifecycle.serve(
        scanner.server,
        scanner.readiness,
        operations_listen=config.operations_listen,
        grace_seconds=GRACE_SECONDS,
        on_stop=(scanner.decoder.close,),
    )


if __name__ == "__main__":
    main()
