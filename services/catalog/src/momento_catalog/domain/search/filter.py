"""What a list is narrowed to, and whether an item belongs to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_catalog.domain.index.searched_item import SearchedItem
from momento_catalog.domain.search.query import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.records.media import Media
    from momento_catalog.domain.search.query import Expression, Match


@dataclass(frozen=True, slots=True)
class MediaFilter:
    """What must hold of an item, and whether the trash is looked at instead of everything else."""

    wanted: Expression = EVERYTHING
    trashed: bool = False

    def matches(self, media: Media) -> bool:
        """Whether `media` belongs to the list."""
        return not media.purged and media.trashed == self.trashed and self.wanted.matches(SearchedItem(media))

    def explained(self, media: Media) -> Sequence[Match]:
        """Why `media`, which belongs to the list, does so."""
        return tuple(dict.fromkeys(self.wanted.explained(SearchedItem(media))))

    @property
    def fingerprint(self) -> str:
        """The same text for the same filter, another for any other."""
        return json.dumps([str(self.wanted), self.trashed])
