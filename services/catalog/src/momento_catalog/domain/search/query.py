"""Searches as expressions: terms that hold of an item or not, joined by and, or and not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.search.index_cover import all_of, one_of
from momento_catalog.domain.timeline.timeline import ALWAYS, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.index.searched_item import SearchedItem
    from momento_catalog.domain.search.index_cover import Cover


@dataclass(frozen=True, slots=True)
class Match:
    """Why an item was found.

    Attributes:
        term: the part of the search that matched, as `str` of it writes it.
        by: what of the item matched: tag, title, filename, camera…
        value: that of the item which matched, for example the tag.
    """

    term: str
    by: str
    value: str


class Expression(ABC):
    """A search. `str` writes it in the query language, the same for searches that mean the same by their form."""

    __slots__ = ()

    @abstractmethod
    def matches(self, item: SearchedItem) -> bool:
        """Whether `item` is wanted."""

    @abstractmethod
    def explained(self, item: SearchedItem) -> Iterator[Match]:
        """Which terms hold of `item`; what is negated explains nothing."""

    @property
    @abstractmethod
    def span(self) -> Period | None:
        """A period that every match was taken in; None when nothing can match."""

    @property
    @abstractmethod
    def cover(self) -> Cover | None:
        """Where in the index all matches stand, or None when only the timeline holds them all."""


class Term(Expression):
    """A single condition."""

    __slots__ = ()

    @abstractmethod
    def evidence(self, item: SearchedItem) -> Match | None:
        """What of `item` fulfils it, or None."""

    def matches(self, item: SearchedItem) -> bool:
        """See Expression."""
        return self.evidence(item) is not None

    def explained(self, item: SearchedItem) -> Iterator[Match]:
        """See Expression."""
        found = self.evidence(item)
        if found is not None:
            yield found

    @property
    def span(self) -> Period | None:
        """See Expression."""
        return ALWAYS


@dataclass(frozen=True, slots=True)
class And(Expression):
    """All parts hold; without parts it is the search for everything."""

    parts: tuple[Expression, ...]

    def matches(self, item: SearchedItem) -> bool:
        """See Expression."""
        return all(part.matches(item) for part in self.parts)

    def explained(self, item: SearchedItem) -> Iterator[Match]:
        """See Expression."""
        for part in self.parts:
            yield from part.explained(item)

    @property
    def span(self) -> Period | None:
        """See Expression."""
        whole: Period | None = ALWAYS
        for part in self.parts:
            whole = _overlap(whole, part.span)
        return whole

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        return one_of(tuple(part.cover for part in self.parts))

    def __str__(self) -> str:
        return " ".join(sorted({str(part) for part in self.parts}))


@dataclass(frozen=True, slots=True)
class Or(Expression):
    """At least one part holds."""

    parts: tuple[Expression, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("An alternative needs something to choose from.")

    def matches(self, item: SearchedItem) -> bool:
        """See Expression."""
        return any(part.matches(item) for part in self.parts)

    def explained(self, item: SearchedItem) -> Iterator[Match]:
        """See Expression."""
        for part in self.parts:
            if part.matches(item):
                yield from part.explained(item)

    @property
    def span(self) -> Period | None:
        """See Expression."""
        spans = [span for span in (part.span for part in self.parts) if span is not None]
        return reduce(Period.hull, spans) if spans else None

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        # What cannot match need not be read.
        return all_of(tuple(part.cover for part in self.parts if part.span is not None))

    def __str__(self) -> str:
        return " | ".join(sorted({_bracketed(part) for part in self.parts}))


@dataclass(frozen=True, slots=True)
class Not(Expression):
    """The part does not hold."""

    part: Expression

    def matches(self, item: SearchedItem) -> bool:
        """See Expression."""
        return not self.part.matches(item)

    def explained(self, item: SearchedItem) -> Iterator[Match]:  # noqa: ARG002  # what is absent has nothing to show
        """See Expression."""
        return iter(())

    @property
    def span(self) -> Period | None:
        """See Expression."""
        return ALWAYS

    @property
    def cover(self) -> Cover | None:
        """See Expression."""
        return None

    def __str__(self) -> str:
        return f"-{_bracketed(self.part)}"


EVERYTHING: Final = And(())


def _overlap(one: Period | None, other: Period | None) -> Period | None:
    return None if one is None or other is None else one.overlap(other)


def _bracketed(part: Expression) -> str:
    return str(part) if isinstance(part, Term) else f"({part})"
