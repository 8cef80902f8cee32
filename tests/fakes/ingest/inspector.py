"""An inspector that believes what a test tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from momento_ingest.application.ports.inspector import Acceptance, Preview, SlowFile
from momento_ingest.domain.library.media_facts import MediaFacts, ScanReport
from momento_ingest.domain.uploads.policy import MediaKind

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.domain.errors import Unavailable, UnsupportedMedia
    from momento_ingest.domain.uploads.file_name import FileName

PREVIEWS = (Preview("256", "image/webp", "webp", b"small"), Preview("1440", "image/jpeg", "jpg", b"large"))


def acceptance() -> Acceptance:
    return Acceptance(
        MediaFacts(MediaKind.PHOTO, "image/jpeg", "jpg", 640, 480, b"what was found"),
        ScanReport("ClamAV 1.4.3", "27000", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        PREVIEWS,
    )


@dataclass
class ScriptedInspector(Fallible):
    """Accepts every file as `verdict`, or raises `failure`; remembers what it was shown."""

    unrecognised: UnsupportedMedia | Unavailable | None = None
    heads: list[tuple[str, bytes]] = field(default_factory=list)
    verdict: Acceptance = field(default_factory=acceptance)
    seen: list[tuple[str, int, bytes]] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    slow: bool = False
    """Whether the files take long."""
    busy: Unavailable | None = None
    """Raised before a chunk is read, as by a scanner without a place."""

    async def inspect(
        self, name: FileName, size_bytes: int, chunks: AsyncIterator[bytes], share: str, *, slow: bool
    ) -> Acceptance:
        self.shares.append(share)
        if self.slow and not slow:
            raise SlowFile
        if self.busy is not None:
            raise self.busy
        content = b"".join([chunk async for chunk in chunks])
        self.seen.append((name.value, size_bytes, content))
        self.step("inspector.inspect")
        return self.verdict

    async def recognise(self, name: FileName, head: bytes) -> None:
        self.heads.append((name.value, head))
        self.steps.note("inspector.recognise")
        if self.unrecognised is not None:
            raise self.unrecognised
