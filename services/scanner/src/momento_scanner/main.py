"""Starts the scanner: `python -m momento_scanner.main`."""

from __future__ import annotations

import os

from momento_chassis import lifecycle, telemetry
from momento_chassis.config import load

from momento_scanner.bootstrap import bootstrap
from momento_scanner.config import ScannerConfig


def main() -> None:
    """Runs until SIGTERM."""
    telemetry.configure("scanner")
    scanner = bootstrap(load(ScannerConfig, os.environ))
    lifecycle.serve(scanner.server, scanner.readiness, on_stop=(scanner.decoder.close,))


if __name__ == "__main__":
    main()
