"""Distances on the globe, and the grid that positions are indexed by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.records.facts import Position

EARTH_RADIUS_KILOMETRES: Final = 6371.0088
"""Mean radius (IUGG); the globe is taken for a sphere, which is off by half a percent at most."""
MAX_CELLS: Final = 100
"""Cells that a circle may be covered with: their counts are one BatchGetItem of DynamoDB."""
GRIDS: Final = (0.25, 2.5)
"""Sides of a cell in degrees, finest first: 28 and 278 km from south to north. Both divide 180."""
_WHOLE_TURN: Final = 360.0
_HALF_TURN: Final = 180.0
_QUARTER_TURN: Final = 90.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a grid: its side in degrees, its row from the south pole, its column from 180 degrees west."""

    side: float
    row: int
    column: int

    @classmethod
    def of(cls, position: Position, side: float) -> Cell:
        """The cell of side `side` that `position` lies in."""
        return cls(side, _row(position.latitude, side), _column(position.longitude, side))

    def __str__(self) -> str:
        return f"{self.side}:{self.row}:{self.column}"


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything within some kilometres of a position."""

    centre: Position
    kilometres: float

    def distance(self, position: Position) -> float:
        """Kilometres from the centre to `position` along the globe (haversine formula)."""
        here, there = math.radians(self.centre.latitude), math.radians(position.latitude)
        east = math.radians(position.longitude - self.centre.longitude)
        chord = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(east / 2) ** 2
        return 2 * EARTH_RADIUS_KILOMETRES * math.asin(math.sqrt(min(1.0, chord)))

    def __contains__(self, position: Position) -> bool:
        return self.distance(position) <= self.kilometres

    def cells(self) -> frozenset[Cell] | None:
        """The cells of the finest grid that cover the circle with at most 100; None when there is no such grid."""
        for side in GRIDS:
            rows, columns = self._rows(side), self._columns(side)
            if len(rows) * len(columns) <= MAX_CELLS:
                return frozenset(Cell(side, row, column) for row in rows for column in columns)
        return None

    def _rows(self, side: float) -> range:
        reach = math.degrees(self._angle) + side / 1e6
        return range(
            _row(max(-_QUARTER_TURN, self.centre.latitude - reach), side),
            _row(min(_QUARTER_TURN, self.centre.latitude + reach), side) + 1,
        )

    def _columns(self, side: float) -> frozenset[int]:
        around = round(_WHOLE_TURN / side)
        # The meridians that touch the circle lie further off than its centre's own parallel would tell.
        ratio = math.sin(self._angle) / max(math.cos(math.radians(self.centre.latitude)), 1e-12)
        pole_inside = abs(self.centre.latitude) + math.degrees(self._angle) >= _QUARTER_TURN
        if pole_inside or ratio >= 1:
            return frozenset(range(around))
        reach = math.degrees(math.asin(ratio)) + side / 1e6
        return frozenset(self._wrapped(reach, side, around))

    def _wrapped(self, reach: float, side: float, around: int) -> Iterator[int]:
        west = math.floor((self.centre.longitude - reach + _HALF_TURN) / side)
        east = math.floor((self.centre.longitude + reach + _HALF_TURN) / side)
        return (column % around for column in range(west, east + 1))

    @property
    def _angle(self) -> float:
        return self.kilometres / EARTH_RADIUS_KILOMETRES


def _row(latitude: float, side: float) -> int:
    # The north pole belongs to the row below it.
    return min(math.floor((latitude + _QUARTER_TURN) / side), round(_HALF_TURN / side) - 1)


def _column(longitude: float, side: float) -> int:
    # 180 degrees east is 180 degrees west.
    return math.floor((longitude + _HALF_TURN) / side) % round(_WHOLE_TURN / side)
