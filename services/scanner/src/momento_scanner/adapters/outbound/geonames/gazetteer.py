"""Which place a position belongs to, by the towns and villages around it.

`places.npz` holds 155,210 places of GeoNames, mostly of 1,000 people and more. There are no borders in it: a position
belongs to the region of its nearest place, and how sure that is follows from how many of its neighbours agree.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from momento_scanner.domain.description.place import Place, PlaceName

if TYPE_CHECKING:
    from momento_scanner.domain.description.facts import Position

    Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

PLACES: Final = Path(__file__).parent / "places.npz"
_EARTH_KILOMETRES: Final = 6371.0
"""Mean radius (IUGG)."""
_NEAREST: Final = 8
_NEAR_KILOMETRES: Final = 25.0
_FAR_KILOMETRES: Final = 100.0
"""Beyond it a position is out at sea, or where no place has an influence."""
_PEOPLE_A_SQUARE_KILOMETRE: Final = 4000.0
"""Of large cities; with it New York reaches 26 km and Arezzo 3 km from its centre."""


class GeoNamesGazetteer:
    """Implements the port `Gazetteer`; 1 ms a position, and 8 MB of memory."""

    def __init__(self) -> None:
        with np.load(PLACES, allow_pickle=False) as places:
            self._points = _points(*np.radians(places["degrees"].astype(np.float64)).T)
            self._people = places["people"]
            self._region = places["region"]
            self._cities = _Lines(places["cities"])
            self._regions = _Lines(places["regions"])
            self._countries = _Lines(places["countries"])
        self._reach = np.sqrt(self._people / (_PEOPLE_A_SQUARE_KILOMETRE * np.pi))
        self._reach_cosines = np.cos(self._reach / _EARTH_KILOMETRES)

    def place_of(self, position: Position) -> Place | None:
        """See the port."""
        # Cosines of the angles that places and position make in the middle of the earth: the greatest is the nearest.
        here = _points(*np.radians([position.latitude, position.longitude]))
        # Not as a product of matrices: the threads of its library would turn idly for milliseconds after it.
        cosines = np.einsum("ij,i->j", self._points, here)
        nearest = np.argpartition(cosines, -_NEAREST)[-_NEAREST:]
        nearest = nearest[np.argsort(-cosines[nearest])]
        kilometres = _kilometres(cosines[nearest])
        region = int(self._region[nearest[0]])
        country = self._countries[region]
        if kilometres[0] > _FAR_KILOMETRES or not country:
            return None
        shares = 1 / (1 + kilometres)
        shares *= min(1.0, _NEAR_KILOMETRES / max(float(kilometres[0]), 1.0)) / shares.sum()
        of_region = float(shares[self._region[nearest] == region].sum())
        of_country = sum(float(share) for share, each in zip(shares, nearest, strict=True) if self._in(each, country))
        return Place(
            PlaceName(country, min(1.0, of_country)),
            PlaceName(self._regions[region], min(1.0, of_region)) if self._regions[region] else None,
            self._city(int(nearest[0]), cosines, min(1.0, of_region)),
        )

    def _in(self, place: int, country: str) -> bool:
        return self._countries[int(self._region[place])] == country

    def _city(self, nearest: int, cosines: Numbers, sure: float) -> PlaceName | None:
        """The largest city of the region whose people live as far as here, or else the nearest place if it is near."""
        around = np.flatnonzero((cosines >= self._reach_cosines) & (self._region == self._region[nearest]))
        city = int(around[np.argmax(self._people[around])]) if around.size else nearest
        beyond = max(0.0, float(_kilometres(cosines[city]) - self._reach[city]))
        if beyond > _NEAR_KILOMETRES:
            return None
        return PlaceName(self._cities[city], sure / (1 + beyond / _NEAR_KILOMETRES))


class _Lines:
    """Texts by number, kept as the bytes of a file with one a line: as objects they would take five times as much."""

    def __init__(self, content: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
        self._content = content.tobytes()
        ends = np.flatnonzero(content == ord("\n"))
        self._starts = np.concatenate([[0], ends + 1]).astype(np.uint32)
        self._ends = np.concatenate([ends, [content.size]]).astype(np.uint32)

    def __getitem__(self, number: int) -> str:
        return self._content[self._starts[number] : self._ends[number]].decode()


def _points(latitude: Numbers, longitude: Numbers) -> Numbers:
    """On the unit sphere, from radians: a row for each of the three axes."""
    flat = np.cos(latitude)
    return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def _kilometres(cosines: Numbers) -> Numbers:
    return np.asarray(_EARTH_KILOMETRES * np.arccos(np.clip(cosines, -1, 1)))
