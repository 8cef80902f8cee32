from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.domain.records.facts import Position
from momento_catalog.domain.records.geography import GRIDS, MAX_CELLS, Cell, Circle

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)
positions = st.builds(Position, latitudes, longitudes)


def beside(circle: Circle, bearing: float, kilometres: float) -> Position:
    """The position at some distance from the centre of `circle` in some direction."""
    angle, north = kilometres / 6371.0088, math.radians(circle.centre.latitude)
    sine = math.sin(north) * math.cos(angle) + math.cos(north) * math.sin(angle) * math.cos(bearing)
    latitude = math.asin(max(-1.0, min(1.0, sine)))
    east = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(north),
        math.cos(angle) - math.sin(north) * math.sin(latitude),
    )
    longitude = (circle.centre.longitude + math.degrees(east) + 180) % 360 - 180
    return Position(math.degrees(latitude), longitude)


@given(st.builds(Circle, positions, st.floats(0.01, 1000)), st.floats(0, 2 * math.pi), st.floats(0, 1))
def test_every_position_within_a_circle_lies_in_one_of_its_cells(circle: Circle, bearing: float, share: float) -> None:
    position = beside(circle, bearing, share * circle.kilometres)
    cells = circle.cells()
    if position in circle and cells is not None:
        assert any(Cell.of(position, side) in cells for side in GRIDS)
        assert len(cells) <= MAX_CELLS
        assert len({cell.side for cell in cells}) == 1


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        (Position(0, 0), Position(0, 0), 0),
        (Position(0, 0), Position(0, 180), 20015.1),
        (Position(90, 0), Position(-90, 77), 20015.1),
        (Position(0, 179.5), Position(0, -179.5), 111.2),
        (Position(52.52, 13.405), Position(48.8566, 2.3522), 877.5),
    ],
)
def test_distances_are_those_of_a_globe(one: Position, other: Position, kilometres: float) -> None:
    assert Circle(one, 1).distance(other) == pytest.approx(kilometres, abs=0.1)


def test_a_small_circle_is_covered_finely_and_a_large_one_coarsely() -> None:
    centre = Position(44.5, 11.3)
    fine, coarse = Circle(centre, 5).cells(), Circle(centre, 500).cells()
    assert fine is not None
    assert coarse is not None
    assert ({cell.side for cell in fine}, len(fine)) == ({0.25}, 4)
    assert {cell.side for cell in coarse} == {2.5}


def test_a_circle_around_a_pole_is_not_covered_by_cells() -> None:
    assert Circle(Position(90, 0), 900).cells() is None


def test_both_edges_of_the_map_are_one() -> None:
    assert Cell.of(Position(10, 180), 2.5) == Cell.of(Position(10, -180), 2.5)
    assert Cell.of(Position(90, 0), 2.5).row == 71
