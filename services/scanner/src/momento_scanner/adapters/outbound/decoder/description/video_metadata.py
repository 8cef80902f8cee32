"""What a video container tells of its taking: QuickTime's and MP4's user data, and Matroska's tags."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.description.metadata import Metadata, printable
from momento_scanner.domain.description.facts import Camera, Position
from momento_scanner.domain.description.taken_at import TimeClues

if TYPE_CHECKING:
    from collections.abc import Mapping

# The first that can be read counts; Apple's own carries the zone.
_DATES: Final = ("com.apple.quicktime.creationdate", "creation_time", "date")
_PLACES: Final = ("com.apple.quicktime.location.iso6709", "location", "location-eng")
_MAKES: Final = ("com.apple.quicktime.make", "make", "com.android.manufacturer")
_MODELS: Final = ("com.apple.quicktime.model", "model", "com.android.model")
# ISO 6709 annex H: +52.5200+013.4050/, perhaps with an altitude and a reference system.
_ISO_6709: Final = re.compile(r"([+-]\d{1,2}(?:\.\d{1,15})?)([+-]\d{1,3}(?:\.\d{1,15})?)(?![\d.])")


def read_tags(tags: Mapping[str, str]) -> Metadata:
    """Reads a container's tags; a broken one is ignored."""
    lower = {name.lower(): value for name, value in tags.items()}
    return Metadata(_camera(lower), _position(lower), TimeClues(container=_created(lower)))


def _first(tags: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((printable(tags[name]) for name in names if printable(tags.get(name))), "")


def _camera(tags: Mapping[str, str]) -> Camera | None:
    camera = Camera(make=_first(tags, _MAKES), model=_first(tags, _MODELS))
    return camera if camera.named else None


def _position(tags: Mapping[str, str]) -> Position | None:
    match = _ISO_6709.match(_first(tags, _PLACES))
    if match is None:
        return None
    try:
        return Position(float(match[1]), float(match[2]))
    except ValueError:
        return None


def _created(tags: Mapping[str, str]) -> datetime | None:
    return next((moment for name in _DATES if (moment := _moment(tags.get(name, ""))) is not None), None)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    # Containers count in UTC where they do not name a zone.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
