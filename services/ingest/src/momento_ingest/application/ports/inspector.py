"""Who says whether a file may be stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento_ingest.domain.file_name import FileName
    from momento_ingest.domain.policy import MediaKind


@dataclass(frozen=True, slots=True)
class Preview:
    """A small picture of a file; `name` is its longest side in pixels."""

    name: str
    content_type: str
    extension: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A file that may be stored.

    Attributes:
        description: all that inspection found, in the form that the catalog understands; the edge only passes it on.
    """

    kind: MediaKind
    content_type: str
    extension: str
    previews: tuple[Preview, ...]
    description: bytes


class Inspector(Protocol):
    """Looks inside files that nobody should trust."""

    async def inspect(self, name: FileName, size_bytes: int, chunks: AsyncIterator[bytes]) -> Acceptance:
        """The verdict on a file of exactly `size_bytes`.

        Raises:
            UnsupportedMedia: it is not one of the kinds that Momento keeps, or not what its name says.
            Rejected: it must not be stored, and why.
            Unavailable: no verdict can be had now.
        """

    async def recognise(self, name: FileName, head: bytes) -> None:
        """Looks at the first bytes of a file alone; returns when it may be one that is kept.

        Raises:
            UnsupportedMedia: whatever follows, it will not be kept.
            Unavailable: nobody can say now.
        """
