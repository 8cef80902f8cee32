"""The terms of a search by words: in texts, and by tag."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.index.searched_item import TextKind
from momento_catalog.domain.records.tags import TagSource
from momento_catalog.domain.search.index_cover import Partitions, Values, all_of, one_of
from momento_catalog.domain.search.query import Match, Term
from momento_catalog.domain.search.terms import written
from momento_catalog.domain.text import run_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from momento_catalog.domain.index.searched_item import SearchedItem, SearchedText
    from momento_catalog.domain.records.tags import Tag, TagName
    from momento_catalog.domain.search.index_cover import Cover


@dataclass(frozen=True, slots=True)
class Words(Term):
    """Words that stand one after another in a text of an item.

    Attributes:
        words: at least one, folded as `words_of` folds them.
        ending: what followed the last full stop, as in `img_4711.jpg`; it may also be the ending of the file's name.
        open_ended: whether the last word may go on.
        where: the only kind of text to look at; None for all.
        meanings: tags that mean the same or something narrower; an item with one of them matches too.
        quoted: whether it was written in quotes, and so has no meanings.
    """

    words: tuple[str, ...]
    ending: str = ""
    open_ended: bool = False
    where: TextKind | None = None
    meanings: frozenset[TagName] = frozenset()
    quoted: bool = False

    def __post_init__(self) -> None:
        if not all(self.words) or not self.words:
            raise ValueError("A search for words has a word, and none is empty.")

    def evidence(self, item: SearchedItem) -> Match | None:
        """See Term."""
        for text in item.texts:
            if self.where in {None, text.kind} and self._stands_in(text):
                return Match(str(self), text.kind.value, text.value)
        for tag in item.media.tags:
            if tag.name in self.meanings:
                return Match(str(self), TextKind.TAG.value, tag.name.value)
        return None

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        whole = self.words[:-1] if self.open_ended else self.words
        covers: list[Cover | None] = [Partitions(frozenset({Facet(FacetName.WORD, word)})) for word in whole]
        if self.open_ended:
            covers.append(Values(FacetName.WORD, self.words[-1], _any))
        own = one_of(tuple(covers))
        if not self.meanings:
            return own
        return all_of((own, Partitions(frozenset(Facet(FacetName.TAG, tag.value) for tag in self.meanings))))

    def _stands_in(self, text: SearchedText) -> bool:
        start = run_of(self.words, text.words, open_ended=self.open_ended)
        if start is None or not self.ending:
            return start is not None
        # Only where the words stand last can the name's ending follow them; both ways are tried from the left.
        after = (*self.words, self.ending)
        return run_of(after, text.words, open_ended=False) is not None or (
            text.ending == self.ending and text.words[-len(self.words) :] == self.words
        )

    def __str__(self) -> str:
        value = " ".join(self.words) + (f".{self.ending}" if self.ending else "")
        if self.where is None and not self.quoted and len(self.words) == 1:
            return f"{value}{'*' if self.open_ended else ''}"
        return written(self.where.value if self.where else "", value, open_ended=self.open_ended)


@dataclass(frozen=True, slots=True)
class Tagged(Term):
    """A tag, from any source or from one, which then gives the filter its name.

    Attributes:
        tag: the tag as it is kept, or its beginning when `open_ended`.
        source: None for any.
    """

    name: str
    tag: str
    open_ended: bool = False
    source: TagSource | None = None

    def evidence(self, item: SearchedItem) -> Match | None:
        """See Term."""
        # What a source has found stays found when the user gives the same word as a tag of their own.
        tags = item.media.tags if self.source is None else item.media.derived_tags
        wanted = (tag for tag in tags if self.source in {None, tag.source})
        return _first(self, self.name, wanted)

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        return _cover(FacetName.TAG, self.tag, open_ended=self.open_ended)

    def __str__(self) -> str:
        return written(self.name, self.tag, open_ended=self.open_ended)


class PlaceLevel(Enum):
    """How large a place is meant."""

    ANY = "place"
    COUNTRY = "country"
    CITY = "city"

    def of(self, places: Sequence[Tag]) -> Sequence[Tag]:
        """Those of `places`, which stand from the smallest to the largest, that are of this level."""
        return {PlaceLevel.ANY: places, PlaceLevel.COUNTRY: places[-1:], PlaceLevel.CITY: places[:1]}[self]


@dataclass(frozen=True, slots=True)
class Located(Term):
    """Taken at a place called so, or whose name begins so when `open_ended`."""

    level: PlaceLevel
    place: str
    open_ended: bool = False

    def evidence(self, item: SearchedItem) -> Match | None:
        """See Term."""
        places = tuple(tag for tag in item.media.derived_tags if tag.source is TagSource.PLACE)
        return _first(self, self.level.value, self.level.of(places))

    @property
    def tag(self) -> str:
        """The name of the place."""
        return self.place

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        return _cover(FacetName.PLACE, self.place, open_ended=self.open_ended)

    def __str__(self) -> str:
        return written(self.level.value, self.place, open_ended=self.open_ended)


def _first(term: Tagged | Located, by: str, tags: Iterable[Tag]) -> Match | None:
    for tag in tags:
        name = tag.name.value
        if name.startswith(term.tag) if term.open_ended else name == term.tag:
            return Match(str(term), by, name)
    return None


def _cover(name: FacetName, value: str, *, open_ended: bool) -> Cover:
    return Values(name, value, _any) if open_ended else Partitions(frozenset({Facet(name, value)}))


def _any(value: str) -> bool:  # noqa: ARG001  # a beginning alone decides
    return True
