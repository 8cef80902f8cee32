"""What a look inside a file found."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from momento_scanner.domain.description.tag import Tag
    from momento_scanner.domain.description.taken_at import TakenAt
    from momento_scanner.domain.formats.media_type import MediaType

MAXIMUM_TEXT: Final = 100
"""Longest make, model or lens kept, in characters; EXIF sets no limit and real ones stay below 64."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place on earth in degrees, WGS 84."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuses what is not on earth, NaN too."""
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):  # noqa: PLR2004  # degrees on a globe
            raise ValueError("no such place")


@dataclass(frozen=True, slots=True)
class Camera:
    """The device that took a picture, as it names itself, and how it was set.

    Attributes:
        exposure_seconds: exposure time.
        f_number: aperture.
        iso: sensitivity.
        focal_length_millimetres: real, not 35 mm equivalent.
    """

    make: str = ""
    model: str = ""
    lens: str = ""
    exposure_seconds: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_length_millimetres: float | None = None
    lens_make: str = ""

    def __post_init__(self) -> None:
        """Refuses over-long or unprintable names and settings that cannot be."""
        for value in astuple(self):
            if isinstance(value, str) and (len(value) > MAXIMUM_TEXT or not value.isprintable()):
                raise ValueError("a camera's names are short and printable")
            if isinstance(value, int | float) and not 0 < value < math.inf:
                raise ValueError("a camera's settings are positive numbers")

    @property
    def named(self) -> bool:
        """Whether it says who made it or what it is."""
        return bool(self.make or self.model)


EXIF_TAGS: Final = {
    "make": "Image.Make",
    "model": "Image.Model",
    "lens": "Photo.LensModel",
    "exposure_seconds": "Photo.ExposureTime",
    "f_number": "Photo.FNumber",
    "iso": "Photo.ISOSpeedRatings",
    "focal_length_millimetres": "Photo.FocalLength",
    "lens_make": "Photo.LensMake",
}
"""Where EXIF 2.32 has each field of a camera: directory and tag, as exiv2 names them. Each field has its line here."""


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a file is and tells of itself.

    Attributes:
        width: in pixels, upright.
        height: in pixels, upright.
        duration_seconds: length of a video or animation, or None.
        video_codec: name of the codec of a video's picture, or empty.
        thumbhash: a ThumbHash of the picture, about 25 bytes.
    """

    media_type: MediaType
    width: int
    height: int
    duration_seconds: float | None
    taken_at: TakenAt
    camera: Camera | None
    position: Position | None
    video_codec: str
    thumbhash: bytes
    tags: tuple[Tag, ...]

    def __post_init__(self) -> None:
        """Refuses a picture without size and a video without a positive length."""
        if min(self.width, self.height) <= 0:
            raise ValueError("a picture has a size")
        if self.duration_seconds is not None and not 0 <= self.duration_seconds < math.inf:
            raise ValueError("a duration is a number of seconds")
