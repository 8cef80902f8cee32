"""Tags: the words that find an item, and where each comes from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import TagInvalid
from momento_catalog.domain.text import has_forbidden, is_forbidden, single_spaced

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_TAG_LENGTH: Final = 50
"""Characters."""
MAX_USER_TAGS: Final = 50
MAX_DERIVED_TAGS: Final = 50


class TagSource(Enum):
    """Who or what gave an item its tag."""

    USER = "user"
    MODEL = "model"
    PLACE = "place"
    CAMERA = "camera"
    TIME = "time"
    SHAPE = "shape"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True, order=True)
class TagName:
    """A tag's text: NFC, lower case, single spaces, 1 to 50 characters, no control characters and no `#`."""

    value: str

    def __post_init__(self) -> None:
        if has_forbidden(self.value) or "#" in self.value:
            raise TagInvalid("A tag cannot contain control characters or #; remove them.")
        if not 1 <= len(self.value) <= MAX_TAG_LENGTH:
            raise TagInvalid(f"A tag has 1 to {MAX_TAG_LENGTH} characters; shorten or remove it.")
        if self.value != _normal(self.value):
            raise TagInvalid("A tag is kept in lower case with single spaces.")

    @classmethod
    def typed(cls, text: str) -> TagName:
        """The tag that a person means by `text`; raises TagInvalid when there is none."""
        return cls(text if has_forbidden(text) else _normal(text))

    @classmethod
    def found(cls, text: str) -> TagName | None:
        """The tag for `text` found in a file, which nobody can be asked to correct.

        Leaves out what cannot be in a tag; None when nothing remains.
        """
        allowed = "".join(" " if is_forbidden(character) or character == "#" else character for character in text)
        # Cutting can uncover a space, or split what normalising had joined.
        cut = _normal(_normal(allowed)[:MAX_TAG_LENGTH])[:MAX_TAG_LENGTH].strip()
        return cls(cut) if cut else None

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as an item has it.

    Attributes:
        confidence: how sure the source is, 0 to 1; None where being sure is not a question.
    """

    name: TagName
    source: TagSource
    confidence: float | None = None

    def __post_init__(self) -> None:
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise TagInvalid("A tag's confidence is from 0 to 1.")


def user_tags(names: Iterable[TagName]) -> tuple[TagName, ...]:
    """A user's tags, each once, in the order given; raises TagInvalid when there are more than 50."""
    unique = tuple(dict.fromkeys(names))
    if len(unique) > MAX_USER_TAGS:
        raise TagInvalid(f"An item takes at most {MAX_USER_TAGS} tags; remove some.")
    return unique


def all_tags(own: tuple[TagName, ...], derived: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """Both kinds together, each name once; where both know a name, the user's word counts."""
    tags = {name: Tag(name, TagSource.USER) for name in own}
    for tag in derived:
        tags.setdefault(tag.name, tag)
    return tuple(tags.values())


def _normal(text: str) -> str:
    return single_spaced(unicodedata.normalize("NFC", text).lower())
