from __future__ import annotations

from datetime import UTC, datetime

import pytest
from momento_scanner.domain.description.facts import Camera, MediaFacts, Position
from momento_scanner.domain.description.preview import Preview
from momento_scanner.domain.description.taken_at import UNKNOWN
from momento_scanner.domain.formats.media_type import JPEG
from momento_scanner.domain.inspection.verdict import Acceptance, Inspection, ScanReport
from momento_scanner.domain.rejection import Rejection, RejectionReason

FACTS = MediaFacts(
    media_type=JPEG,
    width=1,
    height=1,
    duration_seconds=None,
    taken_at=UNKNOWN,
    camera=None,
    position=None,
    video_codec="",
    thumbhash=b"",
    tags=(),
)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(91, 0), (-90.1, 0), (0, 181), (float("nan"), 0), (0, float("inf"))]
)
def test_a_position_is_on_earth(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="no such place"):
        Position(latitude, longitude)


@pytest.mark.parametrize(
    "settings",
    [{"make": "x" * 101}, {"model": "a\nb"}, {"f_number": 0.0}, {"exposure_seconds": float("inf")}, {"iso": -1}],
)
def test_a_camera_has_printable_names_and_positive_settings(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="camera"):
        Camera(**settings)  # type: ignore[arg-type]  # each is of its field's type


@pytest.mark.parametrize(("width", "height", "content"), [(257, 1, b"x"), (0, 10, b"x"), (10, 10, b"")])
def test_a_preview_is_no_larger_than_its_name_says(width: int, height: int, content: bytes) -> None:
    with pytest.raises(ValueError, match="preview 256"):
        Preview("256", "image/webp", "webp", content, width, height)


def test_nothing_is_accepted_without_a_scan() -> None:
    with pytest.raises(ValueError, match="scan report"):
        Inspection(Acceptance(FACTS, ()), scan=None)

    report = ScanReport("FakeAV 1.0", "42", datetime(2025, 6, 1, tzinfo=UTC))
    assert Inspection(Acceptance(FACTS, ()), report).scan is report


def test_a_rejection_has_words_for_the_user() -> None:
    with pytest.raises(ValueError, match="message"):
        Rejection(RejectionReason.FILE_EMPTY, "")
