"""Films of any length, written as fast as a disk takes them: one noisy picture, shown again and again."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame

if TYPE_CHECKING:
    from pathlib import Path

_FRAMES_A_SECOND: Final = 10
_WIDTH: Final = 1280
_HEIGHT: Final = 720


def write_large_mp4(path: Path, size_bytes: int) -> Path:
    """Writes a playable MP4 of at least `size_bytes` to `path`, in flat memory."""
    generator = np.random.default_rng(1)
    noise = generator.integers(0, 255, (_HEIGHT, _WIDTH, 3), dtype=np.uint8)
    with av.open(path, "w", format="mp4") as container:
        stream = container.add_stream("h264", rate=_FRAMES_A_SECOND, options={"qp": "4", "g": "1", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        encoded = [*stream.encode(VideoFrame.from_ndarray(noise, format="rgb24")), *stream.encode(None)]
        picture = bytes(encoded[0])
        for number in range(size_bytes // len(picture) + 1):
            packet = Packet(picture)
            packet.stream, packet.time_base = stream, Fraction(1, _FRAMES_A_SECOND)
            packet.pts = packet.dts = number
            packet.is_keyframe = True
            container.mux(packet)
    return path
