from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.rejection import FileRejected, RejectionReason

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = MediaLimits(
    size_bytes=1000, pixels=1_000_000, side=5000, frames=10, animation_pixels=3_000_000, tracks=3, duration_seconds=60
)

DENSE = MediaLimits(
    free_pixels=100_000,
    pixels_per_byte=100,
    video_pixels=600_000,
    free_animation_pixels=50_000,
    animation_pixels_per_byte=10,
)


@pytest.mark.parametrize(("size_bytes", "decoded"), [(1, 5), (5000, 10), (10_000, 15), (1_000_000, 20)])
def test_of_an_animation_as_much_is_decoded_as_its_length_pays_for(size_bytes: int, decoded: int) -> None:
    assert DENSE.decoded_frames(20, 100, 100, size_bytes) == decoded


def test_the_first_picture_of_an_animation_is_decoded_in_any_case() -> None:
    assert DENSE.decoded_frames(20, 1000, 1000, 1) == 1


@pytest.mark.parametrize("size", [(20_000, 10_000, 777_000), (12_000, 12_000, 100_000)])
def test_a_huge_picture_of_next_to_nothing_is_refused_before_it_is_decoded(size: tuple[int, int, int]) -> None:
    with pytest.raises(FileRejected, match="more pixels than"):
        MediaLimits().check_density(*size)


@pytest.mark.parametrize("size", [(12_000, 9000, 8_000_000), (3840, 2160, 20_000), (16_000, 12_000, 30_000_000)])
def test_photos_and_screens_may_be_as_large_as_they_are(size: tuple[int, int, int]) -> None:
    MediaLimits().check_density(*size)


@pytest.mark.parametrize(
    "check",
    [
        lambda: LIMITS.check_size(1000),
        lambda: LIMITS.check_picture(1000, 1000),
        lambda: LIMITS.check_picture(5000, 1),
        lambda: LIMITS.check_frames(10, 100, 100),
        lambda: LIMITS.check_tracks(3),
        lambda: LIMITS.check_duration(60.0),
        lambda: DENSE.check_density(1000, 200, 1000),
        lambda: DENSE.check_video_picture(600, 1000),
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
        (lambda: DENSE.check_density(1000, 201, 1000), RejectionReason.TOO_MANY_PIXELS),
        (lambda: DENSE.check_video_picture(601, 1000), RejectionReason.TOO_MANY_PIXELS),
        (lambda: DENSE.check_video_picture(33_000, 1), RejectionReason.IMAGE_TOO_LARGE),
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
