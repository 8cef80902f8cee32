"""Who may ask the scanner what."""

from __future__ import annotations

from typing import Final

SERVICE_NAME: Final = "momento.scanner.v1.ScannerService"

CALLERS: Final = {f"/{SERVICE_NAME}/{method}": frozenset({"ingest"}) for method in ("InspectMedia", "RecogniseMedia")}
"""Full method name to the services whose certificate admits them; nobody else is answered."""
