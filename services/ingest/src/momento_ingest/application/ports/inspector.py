"""Who says whether a file may be stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.domain.library.media_facts import MediaFacts, ScanReport
    from momento_ingest.domain.uploads.file_name import FileName


@dataclass(frozen=True, slots=True)
class Preview:
    """A small picture of a file; `name` is its longest side in pixels."""

    name: str
    content_type: str
    extension: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A file that may be stored, what is in it, and the proof that it was scanned."""

    facts: MediaFacts
    scan: ScanReport
    previews: tuple[Preview, ...]


class SlowFile(Exception):
    """It takes long, and nothing was inspected: it is to be shown again as `slow`."""


class Inspector(Protocol):
    """Looks inside files that nobody should trust."""

    async def inspect(
        self, name: FileName, size_bytes: int, chunks: AsyncIterator[bytes], share: str, *, slow: bool
    ) -> Acceptance:
        """The verdict on a file of exactly `size_bytes`.

        `chunks` are read only when there is a place for the file. Places are shared fairly by `share`, which says whose
        file it is (a user's id); nobody learns it who is asked. Slow files have some of the places; a file
        that was found to be one, or is long, is shown as `slow`.

        Raises:
            SlowFile: it was not shown as `slow`, and is.
            UnsupportedMedia: it is not one of the kinds that Momento keeps, or not what its name says.
            Rejected: it must not be stored, and why.
            NoVerdict: its inspection began and ended without a verdict, which may be the file's doing: the inspector or
                a part of it broke off, or time ran out. Try again a few times, and not forever.
            Unavailable: any other class of it: nothing was inspected, or what inspects went away. SCANNER_BUSY when no
                place became free in time. However often that happens, it is no fault of the file.
        """

    async def recognise(self, name: FileName, head: bytes) -> None:
        """Looks at the first bytes of a file alone; returns when it may be one that is kept.

        Raises:
            UnsupportedMedia: whatever follows, it will not be kept.
            Unavailable: nobody can say now.
        """
