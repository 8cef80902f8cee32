"""Port: what people type to search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_catalog.domain.search.filter import MediaFilter


class QueryLanguage(Protocol):
    """Understands searches."""

    def read(self, text: str) -> MediaFilter:
        """What `text` asks for, everything when it is empty; raises QueryInvalid for any mistake."""
