"""How much a user has stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """What a user's items come to, those in the trash included: they take as much room as the others.

    Attributes:
        media_count: items.
        size_bytes: length of their originals together; previews and older versions are not counted.
    """

    media_count: int = 0
    size_bytes: int = 0
