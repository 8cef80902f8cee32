"""A gazetteer of a few places, each a degree around."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_scanner.domain.description.place import Place, PlaceName

if TYPE_CHECKING:
    from momento_scanner.domain.description.facts import Position

AREZZO = Place(PlaceName("Italy", 1.0), PlaceName("Tuscany", 1.0), PlaceName("Arezzo", 0.9))
SYDNEY = Place(PlaceName("Australia", 1.0), PlaceName("New South Wales", 1.0), PlaceName("Sydney", 0.9))


@dataclass
class FakeGazetteer:
    """Knows `places` by whole degrees of latitude and longitude."""

    places: dict[tuple[int, int], Place] = field(default_factory=lambda: {(43, 12): AREZZO, (-34, 151): SYDNEY})

    def place_of(self, position: Position) -> Place | None:
        return self.places.get((round(position.latitude), round(position.longitude)))
