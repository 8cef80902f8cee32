"""Words that find an item, where each comes from, and how sure that source is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class TagSource(StrEnum):
    """Who or what gave an item its tag."""

    MODEL = "model"
    PLACE = "place"
    CAMERA = "camera"
    TIME = "time"
    SHAPE = "shape"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that finds an item: lower case, Unicode NFC.

    Attributes:
        confidence: how sure the source is, above 0 and up to 1; None where being sure is not a question.
    """

    name: str
    source: TagSource
    confidence: float | None = None

    def __post_init__(self) -> None:
        """Refuses a name that is empty or not in its normal form, and a confidence that is none."""
        if not self.name or self.name != normal(self.name):
            raise ValueError(f"not a tag: {self.name!r}")
        if self.confidence is not None and not 0 < self.confidence <= 1:
            raise ValueError(f"not a confidence: {self.confidence}")


def normal(name: str) -> str:
    """`name` as a tag spells it: NFC, lower case, single spaces."""
    return unicodedata.normalize("NFC", " ".join(name.split()).lower())


def each_once(tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """`tags` without a second one of the same name: the first source that knows a word has it."""
    by_name: dict[str, Tag] = {}
    for tag in tags:
        by_name.setdefault(tag.name, tag)
    return tuple(by_name.values())
