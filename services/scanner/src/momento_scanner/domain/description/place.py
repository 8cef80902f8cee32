"""A place that people know by name."""

from __future__ import annotations

from dataclasses import dataclass

from momento_scanner.domain.description.tag import Tag, TagSource, normal


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name, and how sure it is that a position belongs to what it names, above 0 and up to 1."""

    text: str
    confidence: float

    def __post_init__(self) -> None:
        """Refuses an empty name and a confidence that is none."""
        if not normal(self.text) or not 0 < self.confidence <= 1:
            raise ValueError(f"not a place: {self.text!r}, {self.confidence}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a position lies, from large to small; a region or city that is not known is None."""

    country: PlaceName
    region: PlaceName | None = None
    city: PlaceName | None = None

    @property
    def tags(self) -> tuple[Tag, ...]:
        """City, region and country; where two have one name (Luxembourg) the larger place has the word."""
        names = {normal(name.text): name for name in (self.city, self.region, self.country) if name is not None}
        return tuple(Tag(text, TagSource.PLACE, name.confidence) for text, name in names.items())
