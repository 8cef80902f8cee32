"""Recognising a file by its first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from momento_scanner.domain.formats.media_type import MediaType

HEAD_BYTES: Final = 8192
"""How many first bytes a sniffer gets, fewer only when the file is shorter."""


class TypeSniffer(Protocol):
    """The second witness: the signature."""

    def sniff(self, head: bytes) -> MediaType | None:
        """The allowed media type whose signature `head` carries, or None for everything else."""

    def pixels(self, head: bytes, media_type: MediaType) -> int | None:
        """How many pixels a decoder goes through for a picture of `media_type` that begins with `head`.

        Of a JPEG in several scans each counts several times. None when the beginning does not say how many, as when
        there may be more than one picture, or when it is none.
        """
