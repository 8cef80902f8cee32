"""What is wrong with a text that the grammar does not take, and where."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.inbound.query_language.filters import ALIASES, FILTERS
from momento_catalog.domain.errors import QueryInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lark import Token

DEEPEST: Final = 8
"""Parentheses inside each other."""
_END: Final = "$END"
_SEPARATORS: Final = frozenset({"_OR", "_OR_VALUE"})
_WANTING: Final = {
    "FILTER": "{} needs something to look for; write it right behind, without a space.",
    "MINUS": "Nothing follows this {}; write a word right behind it, without a space, or remove it.",
}
_MISPLACED: Final = {"_CLOSE": "There is nothing between these parentheses; remove them."}
_NEGATED_CHOICE: Final = "Only a whole choice can be negated; put what follows | into parentheses: (-word)."
_TOUCHING: Final = "Something touches what stands before it; put a space between them."


def check_brackets(tokens: Sequence[Token], offset: int) -> None:
    """Raises QueryInvalid for a parenthesis without its partner, and for too many inside each other."""
    opened: list[Token] = []
    for token in tokens:
        if token.type == "_OPEN":
            opened.append(token)
            if len(opened) > DEEPEST:
                sentence = f"At most {DEEPEST} parentheses stand inside each other; make the search simpler."
                raise QueryInvalid(sentence, _position(token, offset))
        elif token.type == "_CLOSE":
            if not opened:
                place = _position(token, offset) + len(token) - 1
                raise QueryInvalid("This ) closes nothing; remove it, or put the word into quotes.", place)
            opened.pop()
    if opened:
        raise QueryInvalid(
            "This ( is never closed; add a ), or put the word into quotes.", _position(opened[-1], offset)
        )


def unpaired_quotation_mark(tokens: Sequence[Token], offset: int) -> QueryInvalid:
    """What stopped the lexer behind `tokens`: every other character begins something."""
    place = tokens[-1].end_pos if tokens else 0
    return QueryInvalid("This quotation mark has no partner; add one or remove it.", (place or 0) + offset + 1)


def misplaced(stopped: Token, tokens: Sequence[Token], offset: int) -> QueryInvalid:
    """The mistake at `stopped`, which the parser did not expect, or in what stands before it."""
    if stopped.type == _END:
        return _between(tokens[-1], stopped, offset)
    before = [token for token in tokens if _place(token) < _place(stopped)]
    return _between(before[-1] if before else None, stopped, offset)


def unknown_filter(token: Token, offset: int) -> QueryInvalid:
    """A filter that there is none of."""
    name = token.removesuffix(":").lower()
    close = difflib.get_close_matches(name, [*FILTERS, *ALIASES], n=1)
    advice = f"did you mean {close[0]}:" if close else f"there are {', '.join(f'{known}:' for known in FILTERS)}"
    sentence = f"{token} is no filter; {advice}? Put it into quotes to search for the words."
    if not close:
        sentence = f"{token} is no filter; {advice}. Put it into quotes to search for the words."
    return QueryInvalid(sentence, _position(token, offset))


def _between(before: Token | None, stopped: Token, offset: int) -> QueryInvalid:
    """The mistake at `stopped`, or in what stands `before` it and wanted something else to follow."""
    kind = before.type if before is not None else ""
    if before is not None and kind in _WANTING:
        return QueryInvalid(_WANTING[kind].format(before), _position(before, offset))
    if before is not None and kind in _SEPARATORS:
        if stopped.type == "MINUS":
            return QueryInvalid(_NEGATED_CHOICE, _position(stopped, offset))
        return QueryInvalid("Nothing follows this |; write a word behind it or remove it.", _bar(before, offset))
    if stopped.type in _SEPARATORS:
        return QueryInvalid("Nothing stands before this |; write a word before it or remove it.", _bar(stopped, offset))
    return QueryInvalid(_MISPLACED.get(stopped.type, _TOUCHING), _position(stopped, offset))


def _bar(token: Token, offset: int) -> int:
    return _position(token, offset) + token.index("|")


def _position(token: Token, offset: int) -> int:
    return _place(token) + offset + 1


def _place(token: Token) -> int:
    return token.start_pos or 0
