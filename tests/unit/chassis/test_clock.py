from __future__ import annotations

from datetime import UTC

from momento_chassis.clock import SystemClock


def test_the_clock_is_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
