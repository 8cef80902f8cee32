"""How long each step of an inspection may take, by the length of the file.

Every limit lies below the next, so that the innermost that is exceeded says so while somebody still listens:
decoding < the scan < the whole inspection < the edge's call, and clamd's own MaxScanTime, which is the same for all
files, lies between decoding and scanning the largest (`tests/unit/scanner/domain/test_time_limits.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_DECODE_BASE, _DECODE_RATE = 45.0, 20_000_000
_SCAN_BASE, _SCAN_RATE = 60.0, 11_000_000
_RECEIVE_BASE, _RECEIVE_RATE = 30.0, 20_000_000
_DESCRIBE_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Limits in seconds; what depends on a file takes its length in bytes.

    A tenth of the speed that was measured on two quiet cores is enough.

    Attributes:
        wait: for a place, before a file is begun.
        idle: between two chunks of a sender who has a place.
        command: for a question to the malware engine.
        longest_scan, longest_decode: upper bounds, whatever the length.
    """

    wait: float = 30.0
    idle: float = 30.0
    command: float = 5.0
    longest_scan: float = 240.0
    longest_decode: float = 150.0

    def receive(self, size_bytes: int) -> float:
        """For the bytes to arrive."""
        return _RECEIVE_BASE + size_bytes / _RECEIVE_RATE

    def decode(self, size_bytes: int) -> float:
        """For the decoder, which looks at a file twice: before the scan for foreign content, and after it."""
        return min(self.longest_decode, _DECODE_BASE + size_bytes / _DECODE_RATE)

    def scan(self, size_bytes: int) -> float:
        """For the malware engine."""
        return min(self.longest_scan, _SCAN_BASE + size_bytes / _SCAN_RATE)

    def inspect(self, size_bytes: int) -> float:
        """For all of it, from having a place to the verdict."""
        decode = self.decode(size_bytes)
        return self.receive(size_bytes) + self.scan(size_bytes) + 2 * decode + _DESCRIBE_SECONDS
