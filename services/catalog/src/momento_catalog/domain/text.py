"""Rules for text that people type and that files carry."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_WORD_LENGTH: Final = 50
"""Characters of a word that are indexed; the rest of a longer word is ignored, in an item and in a search alike."""

_FORBIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_WORD_CATEGORIES: Final = frozenset("LMN")
_BIDIRECTIONAL_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_forbidden(character: str) -> bool:
    """Whether `character` can forge a line or turn text around: controls, separators, surrogates, bidi controls.

    Source: Unicode Technical Report 36, section 2.5, for the bidirectional controls.
    """
    return unicodedata.category(character) in _FORBIDDEN_CATEGORIES or character in _BIDIRECTIONAL_CONTROLS


def has_forbidden(text: str) -> bool:
    """Whether any character of `text` is forbidden."""
    return any(map(is_forbidden, text))


def single_spaced(text: str) -> str:
    """`text` in NFC, without space at its ends and with single spaces inside."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def words_of(text: str) -> Iterator[str]:
    """The words of `text` in order, folded so that they compare without regard to case and compatibility forms.

    A word is a run of letters, marks and digits (Unicode general categories L, M and N).
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    for in_word, run in groupby(folded, lambda character: unicodedata.category(character)[0] in _WORD_CATEGORIES):
        if in_word:
            yield "".join(run)[:MAX_WORD_LENGTH]


def run_of(wanted: tuple[str, ...], words: tuple[str, ...], *, open_ended: bool) -> int | None:
    """Where in `words` those of `wanted` first stand one after another, the last as a beginning when `open_ended`."""
    *whole, last = wanted
    for start in range(len(words) - len(whole)):
        found = words[start + len(whole)]
        fits = found.startswith(last) if open_ended else found == last
        if fits and list(words[start : start + len(whole)]) == whole:
            return start
    return None
