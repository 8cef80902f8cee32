"""Which status each of the scanner's errors becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import grpc

from momento_scanner.domain.inspection.errors import EngineUnavailable, ScannerBusy, StreamMalformed

if TYPE_CHECKING:
    from momento_chassis.grpc.errors import ErrorTable

ERRORS: Final[ErrorTable] = {
    EngineUnavailable: grpc.StatusCode.UNAVAILABLE,
    ScannerBusy: grpc.StatusCode.RESOURCE_EXHAUSTED,
    StreamMalformed: grpc.StatusCode.INVALID_ARGUMENT,
}
