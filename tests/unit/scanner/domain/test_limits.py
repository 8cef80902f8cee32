from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_scanner.domain.limits import MediaLimits
from momento_scanner.domain.verdict import FileRejected, RejectionReason

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = MediaLimits(
    size_bytes=1000, pixels=1_000_000, side=5000, frames=10, animation_pixels=3_000_000, tracks=3, duration_seconds=60
)


@pytest.mark.parametrize(
    "check",
    [
        lambda: LIMITS.check_size(1000),
        lambda: LIMITS.check_picture(1000, 1000),
        lambda: LIMITS.check_picture(5000, 1),
        lambda: LIMITS.check_frames(10, 100, 100),
        lambda: LIMITS.check_tracks(3),
        lambda: LIMITS.check_duration(60.0),
    ],
)
def test_what_is_exactly_at_a_limit_passes(check: Callable[[], None]) -> None:
    check()


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (lambda: LIMITS.check_size(0), RejectionReason.FILE_EMPTY),
        (lambda: LIMITS.check_size(1001), RejectionReason.FILE_TOO_LARGE),
        (lambda: LIMITS.check_picture(0, 10), RejectionReason.CONTENT_DAMAGED),
        (lambda: LIMITS.check_picture(1, 5001), RejectionReason.IMAGE_TOO_LARGE),
        (lambda: LIMITS.check_picture(5001, 1), RejectionReason.IMAGE_TOO_LARGE),
        (lambda: LIMITS.check_picture(1001, 1000), RejectionReason.TOO_MANY_PIXELS),
        (lambda: LIMITS.check_frames(11, 1, 1), RejectionReason.TOO_MANY_FRAMES),
        (lambda: LIMITS.check_frames(4, 1000, 1000), RejectionReason.TOO_MANY_FRAMES),
        (lambda: LIMITS.check_tracks(4), RejectionReason.TOO_MANY_TRACKS),
        (lambda: LIMITS.check_duration(60.1), RejectionReason.TOO_LONG),
    ],
)
def test_what_is_beyond_a_limit_is_refused_with_its_reason(check: Callable[[], None], reason: RejectionReason) -> None:
    with pytest.raises(FileRejected) as refused:
        check()

    assert refused.value.rejection.reason is reason
    assert refused.value.rejection.message.endswith(".")


def test_limits_are_positive() -> None:
    with pytest.raises(ValueError, match="pixels, side"):
        MediaLimits(pixels=0, side=-1)
