"""Libraries of any size to search, made through the catalog's own use case, the same at every run."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.records.facts import Camera, Position
from momento_catalog.domain.records.tags import Tag, TagName, TagSource

from tests.fakes.catalog.samples import PHOTO, TAKEN_AT, media, model_tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.media import Media

PHOTOS_A_DAY: Final = 10
"""However large a library is, its newest days look the same: it only reaches further back."""
SUBJECTS: Final = ("dog", "cat", "bird", "flower", "mountain", "beach", "building", "food", "person", "tree")
PLACES: Final = (("rome", "italy"), ("florence", "italy"), ("paris", "france"), ("berlin", "germany"))
POSITIONS: Final = (Position(41.9, 12.5), Position(43.8, 11.3), Position(48.9, 2.35), Position(52.5, 13.4))
CAMERA: Final = Camera("Canon", "EOS 5D", "EF 50mm")


@dataclass(frozen=True)
class Library:
    """`size` items of one user, newest first by their number."""

    user_id: UserId
    size: int

    def items(self) -> Iterator[Media]:
        """Each item, oldest first: as they are uploaded."""
        chance = random.Random(self.size)  # noqa: S311  # a bench wants the same numbers each time
        for number in reversed(range(self.size)):
            yield self._item(number, chance)

    def _item(self, number: int, chance: random.Random) -> Media:
        place = number // 50 % len(PLACES)
        facts = replace(
            PHOTO,
            taken_at=TAKEN_AT - number * timedelta(days=1) / PHOTOS_A_DAY,
            camera=CAMERA if number % 3 else None,
            position=POSITIONS[place],
        )
        places = (Tag(TagName(name), TagSource.PLACE, 0.9) for name in PLACES[place])
        return media(
            self.user_id,
            facts=facts,
            file_name=f"IMG_{number % 9999:04}.jpg",
            tags=["holiday"] if number % 5 == 0 else [],
            derived_tags=(*model_tags(*chance.sample(SUBJECTS, 2)), *places),
        )
