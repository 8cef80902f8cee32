"""Synonyms, broader and narrower words."""

from __future__ import annotations

from collections import defaultdict
from importlib import resources
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.records.tags import TagName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SINGULARS: Final = (
    ("ches", "ch"),
    ("shes", "sh"),
    ("ses", "s"),
    ("xes", "x"),
    ("zes", "z"),
    ("ves", "f"),
    ("ies", "y"),
    ("men", "man"),
    ("s", ""),
)
"""Endings of plurals and of their singulars: WordNet's rules of detachment for nouns (morphy(7WN))."""


class WordNetThesaurus:
    """Implements the port `Thesaurus` with a table made from WordNet by `services/catalog/thesaurus/build.py`."""

    def __init__(self) -> None:
        table = resources.files(__package__).joinpath("meanings.tsv").read_text(encoding="utf-8")
        self._meanings = _read(table.splitlines())

    def meanings(self, word: str) -> frozenset[TagName]:
        """See the port."""
        known: set[TagName] = set(self._meanings.get(word, ()))
        for singular in _singulars(word):
            known |= self._meanings.get(singular, frozenset())
        return frozenset(known) - {TagName.found(word)}


def _read(lines: Iterable[str]) -> dict[str, frozenset[TagName]]:
    found: defaultdict[str, set[TagName]] = defaultdict(set)
    for line in lines:
        meant, _, words = line.partition("\t")
        tag = TagName(meant)
        # A word means itself, so that its plural finds it.
        for word in (*words.split(), meant):
            found[word].add(tag)
    return {word: frozenset(tags) for word, tags in found.items()}


def _singulars(plural: str) -> Iterator[str]:
    for ending, singular in _SINGULARS:
        if plural.endswith(ending) and len(plural) > len(ending):
            yield plural.removesuffix(ending) + singular
