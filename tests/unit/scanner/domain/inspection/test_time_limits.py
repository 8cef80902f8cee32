from __future__ import annotations

import re
from pathlib import Path

import pytest
from momento_ingest.adapters.outbound.grpc.inspector import BASE_SECONDS, SECONDS_PER_BYTE
from momento_local.clamd import SCAN_MILLISECONDS
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.inspection.time_limits import TimeLimits

LARGEST = MediaLimits().size_bytes
SIZES = (1, 300_000, 10_000_000, 400_000_000, LARGEST)
CLAMD_SECONDS = SCAN_MILLISECONDS / 1000


@pytest.mark.parametrize("size", SIZES)
def test_each_limit_lies_below_the_next_so_that_the_innermost_speaks(size: int) -> None:
    limits = TimeLimits()
    edge = BASE_SECONDS + size * SECONDS_PER_BYTE

    assert limits.decode(size) < limits.scan(size)
    assert limits.receive(size) + limits.scan(size) + 2 * limits.decode(size) < limits.inspect(size)
    assert limits.wait + limits.inspect(size) + limits.command < edge


def test_the_engines_own_limit_lies_between_decoding_and_scanning_the_largest_file() -> None:
    limits = TimeLimits()

    assert limits.decode(LARGEST) < CLAMD_SECONDS < limits.scan(LARGEST)


def test_a_small_file_has_little_time_and_a_large_one_more() -> None:
    limits = TimeLimits()

    for limit in (limits.decode, limits.scan, limits.receive, limits.inspect):
        assert limit(300_000) < 200
        assert limit(300_000) < limit(LARGEST)


def test_the_deployed_engine_has_the_same_limit() -> None:
    settings = Path("deploy/docker/clamd.conf").read_text(encoding="utf-8")

    assert re.findall(r"^MaxScanTime (\d+)$", settings, re.MULTILINE) == [str(SCAN_MILLISECONDS)]
