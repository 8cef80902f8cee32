"""Single pictures out of a film."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import av.error
import pyvips

from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged
from momento_scanner.domain.description.preview import LARGE_SIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

SIDEWAYS: Final = frozenset({90, 270})
_PLACES: Final = (0.0, 0.5, 0.9)
_QUARTER_TURNS: Final = {90: "d90", 180: "d180", 270: "d270"}


@dataclass(frozen=True, slots=True)
class Poster:
    """A picture that may stand for a film, upright, and by how many degrees it was turned for that, clockwise."""

    pixels: pyvips.Image
    rotation: int


def posters(container: InputContainer, stream: VideoStream, seconds: float) -> list[Poster]:
    """Decodes one picture near the start, the middle and the end; of a very short film only the first.

    Raises:
        FileRejected: CONTENT_DAMAGED when one of them cannot be decoded.
    """
    # One thread: a decoder with many reserves memory for each, and the process has a limit on that.
    stream.codec_context.thread_count = 1
    return [_poster(_frame_at(container, stream, place * seconds)) for place in _places(seconds)]


def liveliest(candidates: list[Poster]) -> Poster:
    """The one with the most contrast (standard deviation of all samples): films often begin black."""
    return max(candidates, key=lambda candidate: float(candidate.pixels.deviate()))


def _places(seconds: float) -> Iterator[float]:
    yield from _PLACES if seconds > 1 else _PLACES[:1]


def _frame_at(container: InputContainer, stream: VideoStream, seconds: float) -> VideoFrame:
    time_base = stream.time_base or 1
    offset = (stream.start_time or 0) + int(seconds / time_base)
    # Backward to a key frame, which decodes without the pictures before it.
    container.seek(offset, stream=stream, backward=True)
    try:
        frame = next(iter(container.decode(stream)), None)
    except av.error.EOFError:
        frame = None
    if frame is None or frame.is_corrupt:
        raise content_damaged()
    return frame


def _poster(frame: VideoFrame) -> Poster:
    scale = min(1.0, LARGE_SIDE / max(frame.width, frame.height))
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    pixels = frame.to_ndarray(format="rgb24", width=width, height=height)
    # PyAV counts counter-clockwise, as the display matrix does.
    rotation = round(-frame.rotation) % 360
    image = pyvips.Image.new_from_array(pixels, interpretation="srgb")
    turn = _QUARTER_TURNS.get(rotation)
    return Poster((image.rot(turn) if turn else image).copy_memory(), rotation)
