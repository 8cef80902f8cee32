"""What a list is narrowed to, and whether an item belongs to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import FilterInvalid
from momento_catalog.domain.facets import Facet, FacetName, properties_of
from momento_catalog.domain.query import NO_WORDS, Query
from momento_catalog.domain.timeline import ALWAYS, Period

if TYPE_CHECKING:
    from datetime import datetime

    from momento_catalog.domain.facts import MediaKind
    from momento_catalog.domain.media import Media
    from momento_catalog.domain.tags import TagName

MOST_TAGS: Final = 20


@dataclass(frozen=True, slots=True)
class MediaFilter:
    """Everything must hold: words, kind, each of the tags, the period; in the trash or outside it."""

    query: Query = NO_WORDS
    kind: MediaKind | None = None
    tags: frozenset[TagName] = frozenset()
    period: Period = ALWAYS
    trashed: bool = False

    def __post_init__(self) -> None:
        if len(self.tags) > MOST_TAGS:
            raise FilterInvalid(f"A search takes at most {MOST_TAGS} tags; leave some out.")

    @property
    def facets(self) -> frozenset[Facet]:
        """The facets that an item must have."""
        words = (Facet(FacetName.WORD, word) for word in self.query.words)
        tags = (Facet(FacetName.TAG, tag.value) for tag in self.tags)
        kind = () if self.kind is None else (Facet(FacetName.KIND, self.kind.value),)
        return frozenset((*words, *tags, *kind))

    def matches(self, media: Media) -> bool:
        """Whether `media` belongs to the list."""
        if media.purged or media.trashed != self.trashed or media.taken_at not in self.period:
            return False
        properties = properties_of(media)
        words = [facet.value for facet in properties if facet.name is FacetName.WORD]
        return self.facets <= properties and all(
            any(word.startswith(prefix) for word in words) for prefix in self.query.prefixes
        )

    @property
    def fingerprint(self) -> str:
        """The same text for the same filter, another for any other."""
        return json.dumps(
            [
                sorted(self.query.words),
                sorted(self.query.prefixes),
                self.kind and self.kind.value,
                sorted(tag.value for tag in self.tags),
                _written(self.period.begin),
                _written(self.period.end),
                self.trashed,
            ]
        )


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
