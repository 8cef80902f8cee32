"""Tiny films made in code."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from tests.media.images import pixels

if TYPE_CHECKING:
    from collections.abc import Mapping

CREATED: Final = "2020-02-03T04:05:06.000000Z"
BERLIN: Final = "+52.5200+013.4050/"
_FRAMES_A_SECOND: Final = 10


def mp4(
    *, seconds: float = 1.5, turn: int = 0, metadata: Mapping[str, str] | None = None, codec: str = "h264"
) -> bytes:
    """An MP4 whose index comes first; `turn` asks players to turn it, in degrees counter-clockwise."""
    options = {"movflags": "faststart"}
    return _film("mp4", codec, seconds=seconds, turn=turn, metadata=_tags(metadata), options=options)


def mov(*, seconds: float = 1.5, metadata: Mapping[str, str] | None = None) -> bytes:
    """A QuickTime film with Apple's metadata keys."""
    options = {"movflags": "use_metadata_tags"}
    return _film("mov", "h264", seconds=seconds, metadata=_tags(metadata), options=options)


def webm(*, seconds: float = 1.5) -> bytes:
    """A WebM."""
    return _film("webm", "libvpx", seconds=seconds, metadata=_tags(None))


def mkv(*, seconds: float = 1.5) -> bytes:
    """A Matroska film."""
    return _film("matroska", "h264", seconds=seconds, metadata=_tags(None))


def sound_only_mp4() -> bytes:
    """An MP4 with a sound track and no picture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        with av.open(path, "w", format="mp4") as container:
            stream = container.add_stream("aac", rate=8000)
            frame = AudioFrame.from_ndarray(np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono")
            frame.sample_rate = 8000
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path.read_bytes()


def playlist() -> bytes:
    """An HLS playlist that points to a server: what FFmpeg would follow if it were let."""
    return b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/segment.ts\n#EXT-X-ENDLIST\n" * 40


def box(name: bytes, content: bytes) -> bytes:
    """One box of an ISO base media file."""
    return (8 + len(content)).to_bytes(4) + name + content


def _tags(metadata: Mapping[str, str] | None) -> Mapping[str, str]:
    return {"creation_time": CREATED, "location": BERLIN} if metadata is None else metadata


def _film(
    container_format: str,
    codec: str,
    *,
    seconds: float,
    metadata: Mapping[str, str],
    turn: int = 0,
    options: dict[str, str] | None = None,
) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film"
        with av.open(path, "w", format=container_format, options=options or {}) as container:
            container.metadata.update(metadata)
            stream = container.add_stream(codec, rate=_FRAMES_A_SECOND)
            assert isinstance(stream, VideoStream)
            stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
            if turn:
                stream.set_display_rotation(turn)
            for number in range(round(seconds * _FRAMES_A_SECOND)):
                frame = VideoFrame.from_ndarray(pixels(shift=10 * number), format="rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path.read_bytes()
