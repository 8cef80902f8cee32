"""What a complete decode of a file yields, before rules are applied to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from momento_scanner.domain.description.crop import Crop  # noqa: TC001  # likewise
from momento_scanner.domain.description.facts import Camera, Position  # noqa: TC001  # read at run time to check what a worker says
from momento_scanner.domain.description.preview import Preview  # noqa: TC001  # likewise
from momento_scanner.domain.description.taken_at import TimeClues


@dataclass(frozen=True, slots=True)
class DecodedMedia:
    """A file of which every picture or packet was read without an error.

    Attributes:
        width: in pixels, upright.
        height: in pixels, upright.
        previews: smallest first.
        glimpses: the middle of the picture, or of several pictures of a video.
        miniature: all of the picture, very small.
        duration_seconds: length of a video or animation, or None.
        says_screenshot: whether the file calls itself a picture of a screen.
    """

    width: int
    height: int
    previews: tuple[Preview, ...]
    thumbhash: bytes
    crops: tuple[Crop, ...] = ()
    miniature: Crop | None = None
    duration_seconds: float | None = None
    video_codec: str = ""
    camera: Camera | None = None
    position: Position | None = None
    clues: TimeClues = field(default_factory=TimeClues)
    says_screenshot: bool = False
