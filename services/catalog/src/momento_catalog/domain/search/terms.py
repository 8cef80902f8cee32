"""The terms of a search by what an item is: kind, device, moment, mark, place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.index.facets import FAVORITE, Facet, FacetName, device_name, lens_name
from momento_catalog.domain.search.index_cover import Partitions, Values
from momento_catalog.domain.search.query import Match, Term
from momento_catalog.domain.text import run_of, words_of

if TYPE_CHECKING:
    from momento_catalog.domain.index.searched_item import SearchedItem
    from momento_catalog.domain.records.facts import Camera, MediaKind
    from momento_catalog.domain.records.geography import Circle
    from momento_catalog.domain.search.index_cover import Cover
    from momento_catalog.domain.timeline.timeline import Period


@dataclass(frozen=True, slots=True)
class OfKind(Term):
    """A photo, or a video."""

    kind: MediaKind

    def evidence(self, item: SearchedItem) -> Match | None:
        """See Term."""
        found = item.media.facts.kind
        return Match(str(self), "type", found.value) if found is self.kind else None

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        return Partitions(frozenset({Facet(FacetName.KIND, self.kind.value)}))

    def __str__(self) -> str:
        return f"type:{self.kind.value}"


class Device(Enum):
    """What a picture was taken with."""

    CAMERA = "camera"
    LENS = "lens"

    def name_of(self, camera: Camera) -> str | None:
        """What the device is called."""
        found = device_name(camera) if self is Device.CAMERA else lens_name(camera)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class TakenWith(Term):
    """A device whose name has these words, one after another; the last may go on when `open_ended`."""

    device: Device
    words: tuple[str, ...]
    open_ended: bool = False

    def evidence(self, item: SearchedItem) -> Match | None:
        """See Term."""
        camera = item.media.facts.camera
        name = camera and self.device.name_of(camera)
        return Match(str(self), self.device.value, name) if name and self._named(name) else None

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        # A user has few devices, and a name is known by any of its words.
        return Values(FacetName(self.device.value), "", self._named)

    def _named(self, name: str) -> bool:
        return run_of(self.words, tuple(words_of(name)), open_ended=self.open_ended) is not None

    def __str__(self) -> str:
        return written(self.device.value, " ".join(self.words), open_ended=self.open_ended)


@dataclass(frozen=True, slots=True)
class Taken(Term):
    """Taken, or else uploaded, in a period; `typed` is how that was said."""

    period: Period
    typed: str

    def evidence(self, item: SearchedItem) -> Match | None:
        """See Term."""
        moment = item.media.taken_at
        return Match(str(self), "taken", f"{moment:%Y-%m-%d}") if moment in self.period else None

    @property
    def span(self) -> Period | None:
        """See Expression."""
        return self.period

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        return None

    def __str__(self) -> str:
        return self.typed


@dataclass(frozen=True, slots=True)
class Favorite(Term):
    """Marked by the user."""

    def evidence(self, item: SearchedItem) -> Match | None:
        """See Term."""
        return Match(str(self), "favorite", "true") if item.media.favorite else None

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        return Partitions(frozenset({FAVORITE}))

    def __str__(self) -> str:
        return "is:favorite"


@dataclass(frozen=True, slots=True)
class Near(Term):
    """Taken within some distance of a position."""

    circle: Circle

    def evidence(self, item: SearchedItem) -> Match | None:
        """See Term."""
        position = item.media.facts.position
        if position is None or position not in self.circle:
            return None
        return Match(str(self), "position", f"{self.circle.distance(position):.1f} km")

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        cells = self.circle.cells()
        if cells is None:
            return None
        return Partitions(frozenset(Facet(FacetName.CELL, str(cell)) for cell in cells))

    def __str__(self) -> str:
        centre = self.circle.centre
        return f"near:{centre.latitude},{centre.longitude},{self.circle.kilometres:g}km"


_PLAIN: Final = frozenset("-_.:/'&+")


def written(name: str, value: str, *, open_ended: bool) -> str:
    """A filter as one types it: in quotes where it needs them, with `*` where any ending will do."""
    plain = all(character.isalnum() or character in _PLAIN for character in value) and not value.startswith("-")
    quoted = value if plain and name else '"{}"'.format(value.replace('"', r"\""))
    return f"{name}{':' if name else ''}{quoted}{'*' if open_ended else ''}"
