"""The words of a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from momento_catalog.domain.errors import FilterInvalid
from momento_catalog.domain.text import words_of

LONGEST_QUERY: Final = 500
"""Characters."""
MOST_TERMS: Final = 20
_ANY_ENDING: Final = "*"


@dataclass(frozen=True, slots=True)
class Query:
    """Words that must all be found, and beginnings that some word must have."""

    words: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Query:
        """Reads words separated by anything that is no letter, mark or digit; `*` after one matches any ending.

        Raises:
            FilterInvalid: the text is too long, or says something but no word.
        """
        if len(text) > LONGEST_QUERY:
            raise FilterInvalid(f"A search has at most {LONGEST_QUERY} characters; shorten it.")
        words: set[str] = set()
        prefixes: set[str] = set()
        for piece in text.split():
            *whole, last = tuple(words_of(piece)) or (None,)
            words.update(word for word in whole if word)
            if last:
                (prefixes if piece.endswith(_ANY_ENDING) else words).add(last)
        return cls._checked(text, words, prefixes)

    @classmethod
    def _checked(cls, text: str, words: set[str], prefixes: set[str]) -> Query:
        if text.strip() and not words | prefixes:
            raise FilterInvalid("There is no letter or digit to search for; type a word.")
        if len(words) + len(prefixes) > MOST_TERMS:
            raise FilterInvalid(f"A search has at most {MOST_TERMS} words; leave some out.")
        return cls(frozenset(words), frozenset(prefixes))


NO_WORDS: Final = Query()
