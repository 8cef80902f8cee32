"""Covers: which partitions of the index hold every match of a search.

A cover may hold more than the matches, since every answer is held against the search itself; it never holds less. What
it costs to read depends on the user's counts, so the application chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_catalog.domain.index.facets import Facet, FacetName


@dataclass(frozen=True, slots=True)
class Partitions:
    """Every match stands in at least one of these partitions."""

    facets: frozenset[Facet]


@dataclass(frozen=True, slots=True)
class Values:
    """Every match stands in the partition of a value of `name` that begins with `prefix` and that `wanted` takes."""

    name: FacetName
    prefix: str
    wanted: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every match stands in at least one of these covers: all of them must be read."""

    covers: tuple[Cover, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Every match stands in each of these covers: to read one of them is enough."""

    covers: tuple[Cover, ...]


Cover = Partitions | Values | AllOf | OneOf


def all_of(covers: tuple[Cover | None, ...]) -> Cover | None:
    """A cover of what any of `covers` holds; None, which stands for no cover, when one of them is None."""
    known = tuple(cover for cover in covers if cover is not None)
    if len(known) < len(covers):
        return None
    return known[0] if len(known) == 1 else AllOf(known)


def one_of(covers: tuple[Cover | None, ...]) -> Cover | None:
    """A cover of what all of `covers` hold; None when there is none among them."""
    known = tuple(cover for cover in covers if cover is not None)
    if len(known) > 1:
        return OneOf(known)
    return known[0] if known else None
