"""What names places when the operator wants none named."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_scanner.domain.description.facts import Position


class NoPlaces:
    """Implements the port `Gazetteer` by knowing no place."""

    def place_of(self, position: Position) -> None:
        """See the port."""
        del position
