"""Positions and distances as one types them: degrees north, degrees east, kilometres."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import RecordInvalid
from momento_catalog.domain.records.facts import Position
from momento_catalog.domain.records.geography import Circle

if TYPE_CHECKING:
    from momento_catalog.adapters.inbound.query_language.values import Value

_DEGREES: Final = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,9})?)"
_NEAR: Final = re.compile(_DEGREES + "," + _DEGREES + r"(?:,([0-9]{1,6}(?:\.[0-9]{1,3})?)(km|m))?")
_USUAL_KILOMETRES: Final = 5.0
_MAX_KILOMETRES: Final = 1000.0
_METRES: Final = 1000


def circle_of(value: Value) -> Circle:
    """The circle that `value` names, of 5 km where it names no distance; raises QueryInvalid."""
    found = _NEAR.fullmatch(value.text.lower())
    if found is None or value.open_ended:
        sentence = f"{value.shown} is no position; write degrees north, degrees east and a distance without spaces"
        raise value.mistake(f"{sentence}: near:44.5,11.3,5km.")
    north, east, distance, unit = found.groups()
    kilometres = float(distance) / (_METRES if unit == "m" else 1) if distance else _USUAL_KILOMETRES
    if not 0 < kilometres <= _MAX_KILOMETRES:
        raise value.mistake(f"A distance is more than nothing and at most {_MAX_KILOMETRES:g} km; choose another.")
    try:
        return Circle(Position(float(north), float(east)), kilometres)
    except RecordInvalid as error:
        raise value.mistake(f"{error} Correct {value.shown}.") from error
