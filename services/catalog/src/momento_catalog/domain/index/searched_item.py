"""What of an item a search looks at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.text import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.records.media import Media
    from momento_catalog.domain.records.tags import TagName

MAX_WORDS: Final = 40
"""Different words of an item that are indexed: title first, then the user's tags, the file name, what was derived."""
_NOT_INDEXED: Final = ""


class TextKind(Enum):
    """Which of an item's texts."""

    TITLE = "title"
    FILE_NAME = "filename"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class SearchedText:
    """A text of an item as the index sees it.

    Attributes:
        value: the text as people see it.
        words: its words in order; an empty one stands for a word that is not indexed.
        ending: the ending of a file's name, which is not indexed: it would be a partition of nearly everything.
    """

    kind: TextKind
    value: str
    words: tuple[str, ...]
    ending: str = ""


@dataclass(frozen=True)
class SearchedItem:
    """An item with its texts taken apart, once for all terms of a search."""

    media: Media

    @cached_property
    def texts(self) -> tuple[SearchedText, ...]:
        """Title, tags and file name, with no more than 40 different words altogether."""
        texts = tuple(_texts(self.media))
        indexed = frozenset(islice(dict.fromkeys(chain.from_iterable(text.words for text in texts)), MAX_WORDS))
        return tuple(_cut(text, indexed) for text in texts)

    @property
    def words(self) -> frozenset[str]:
        """Its indexed words."""
        return frozenset(chain.from_iterable(text.words for text in self.texts)) - {_NOT_INDEXED}


def _texts(media: Media) -> Iterator[SearchedText]:
    if media.title.value:
        yield SearchedText(TextKind.TITLE, media.title.value, _words(media.title.value))
    yield from (_tag(name) for name in media.own_tags)
    stem, _, ending = media.file_name.rpartition(".")
    stem, ending = (stem, ending) if stem else (ending, "")
    yield SearchedText(TextKind.FILE_NAME, media.file_name, _words(stem), " ".join(_words(ending)))
    own = frozenset(media.own_tags)
    yield from (_tag(tag.name) for tag in media.derived_tags if tag.name not in own)


def _tag(name: TagName) -> SearchedText:
    return SearchedText(TextKind.TAG, name.value, _words(name.value))


def _cut(text: SearchedText, indexed: frozenset[str]) -> SearchedText:
    words = tuple(word if word in indexed else _NOT_INDEXED for word in text.words)
    return SearchedText(text.kind, text.value, words, text.ending)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    # The same tags stand on many items, and a page may look at a thousand of them.
    return tuple(words_of(text))
