"""Knowing which place a position belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_scanner.domain.description.facts import Position
    from momento_scanner.domain.description.place import Place


class Gazetteer(Protocol):
    """Names of places, kept on this machine: no position is told to anybody."""

    def place_of(self, position: Position) -> Place | None:
        """The place that `position` lies in; None where nobody lives far and wide."""
