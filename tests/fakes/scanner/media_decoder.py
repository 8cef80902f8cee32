"""A decoder that reads nothing, but remembers what it was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_scanner.domain.description.decoded_media import DecodedMedia
from momento_scanner.domain.description.preview import Preview
from momento_scanner.domain.inspection.errors import NoVerdict

if TYPE_CHECKING:
    from pathlib import Path

    from momento_scanner.application.deadline import Deadline
    from momento_scanner.domain.formats.media_type import MediaType

SMALL = Preview("256", "image/webp", "webp", b"small", 256, 192)


@dataclass
class FakeMediaDecoder:
    """Answers with `answer`, or raises `error`."""

    answer: DecodedMedia = field(default_factory=lambda: DecodedMedia(4000, 3000, (SMALL,), b"hash"))
    error: Exception | None = None
    given: list[tuple[bytes, MediaType]] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    slow: list[bool] = field(default_factory=list)

    def decode(self, path: Path, media_type: MediaType, deadline: Deadline, share: str, *, slow: bool) -> DecodedMedia:
        if deadline.at_most(1) == 0:
            raise NoVerdict("too late")
        self.shares.append(share)
        self.slow.append(slow)
        self.given.append((path.read_bytes(), media_type))
        if self.error is not None:
            raise self.error
        return self.answer
