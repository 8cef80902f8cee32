"""Which partitions of the index a search reads: those that hold every match, and as few entries as the counts allow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.search.index_cover import AllOf, OneOf, Partitions, Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.search.index_cover import Cover

MAX_MERGED: Final = 40
"""Partitions that are read side by side. A cover that needs more than this filters instead of driving."""
MAX_VALUES: Final = 500
"""Values of a facet that are looked through for those that a cover wants, one or two pages of the counts."""
MAX_BESIDE: Final = 4
"""Partitions with so many times the entries are read beside others: a unit reads one record, or dozens of entries."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Partitions to merge by date, and how many entries they have.

    Attributes:
        beside: groups of other partitions that are worth reading as well: every match stands in one of each group.
    """

    facets: frozenset[Facet]
    entries: int
    beside: tuple[frozenset[Facet], ...] = ()

    def joined(self, other: Plan) -> Plan:
        """Both together; what stands beside one of them need not hold the matches of the other."""
        return Plan(self.facets | other.facets, self.entries + other.entries)

    def narrowed(self, others: Iterable[Plan]) -> Plan:
        """This one, with those of `others` beside it that are read for little more."""
        worth = (other.facets for other in others if other.entries <= MAX_BESIDE * self.entries)
        return replace(self, beside=(*self.beside, *worth))


class Planner:
    """Chooses among the partitions that cover a search."""

    def __init__(self, counts: FacetCounts) -> None:
        """Takes the port it reads through."""
        self._counts = counts

    def plan(self, user_id: UserId, cover: Cover | None) -> Plan | None:
        """What to read: no partitions when nothing can match, None when only the timeline holds every match.

        A cover of one partition needs no counts; otherwise each count that might matter is read once.
        """
        match cover:
            case None:
                return None
            case Partitions(facets) if len(facets) == 1:
                return Plan(facets, 0)
        known = self._counts.of(user_id, frozenset(_named(cover)))
        return self._plan(user_id, cover, known)

    def _plan(self, user_id: UserId, cover: Cover, known: Mapping[Facet, int]) -> Plan | None:
        match cover:
            case Partitions(facets):
                return _bounded(Plan(_filled(facets, known), sum(known[facet] for facet in facets)))
            case Values():
                return self._values(user_id, cover)
            case AllOf(covers):
                return self._together(user_id, covers, known)
            case OneOf(covers):
                plans = (self._plan(user_id, each, known) for each in covers)
                return _narrowest(plan for plan in plans if plan is not None)

    def _together(self, user_id: UserId, covers: Iterable[Cover], known: Mapping[Facet, int]) -> Plan | None:
        whole = Plan(frozenset(), 0)
        for each in covers:
            plan = self._plan(user_id, each, known)
            if plan is None:
                return None
            whole = whole.joined(plan)
        return _bounded(whole)

    def _values(self, user_id: UserId, cover: Values) -> Plan | None:
        values = islice(self._counts.values(user_id, cover.name, cover.prefix), MAX_VALUES + 1)
        found: dict[Facet, int] = {}
        for number, (facet, count) in enumerate(values):
            if number == MAX_VALUES or len(found) > MAX_MERGED:
                return None
            if cover.wanted(facet.value):
                found[facet] = count
        return _bounded(Plan(frozenset(found), sum(found.values())))


def _named(cover: Cover) -> Iterator[Facet]:
    match cover:
        case Partitions(facets):
            yield from facets
        case AllOf(covers) | OneOf(covers):
            for each in covers:
                yield from _named(each)


def _filled(facets: Iterable[Facet], known: Mapping[Facet, int]) -> frozenset[Facet]:
    return frozenset(facet for facet in facets if known[facet])


def _narrowest(plans: Iterable[Plan]) -> Plan | None:
    by_size = sorted(plans, key=lambda plan: plan.entries)
    return by_size[0].narrowed(by_size[1:]) if by_size else None


def _bounded(plan: Plan) -> Plan | None:
    return plan if len(plan.facets) <= MAX_MERGED else None
