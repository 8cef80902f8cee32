"""Port: what words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_catalog.domain.records.tags import TagName


class Thesaurus(Protocol):
    """Knows which tags a word stands for besides itself. It is part of the program and cannot fail."""

    def meanings(self, word: str) -> frozenset[TagName]:
        """Tags that mean the same as `word`, folded as `words_of` folds it, or something narrower; at most 100.

        None for a word that it does not know.
        """
