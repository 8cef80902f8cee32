"""Reads a search as people type it; the README of the service tells the language."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedToken

from momento_catalog.adapters.inbound.query_language.filters import ALIASES, FILTERS, TRASHED
from momento_catalog.adapters.inbound.query_language.syntax_errors import (
    check_brackets,
    misplaced,
    unknown_filter,
    unpaired_quotation_mark,
)
from momento_catalog.adapters.inbound.query_language.values import Value
from momento_catalog.domain.errors import QueryInvalid
from momento_catalog.domain.search.filter import MediaFilter
from momento_catalog.domain.search.query import And, Expression, Not, Or
from momento_catalog.domain.search.text_terms import Words
from momento_catalog.domain.text import is_forbidden

if TYPE_CHECKING:
    from collections.abc import Iterable

    from momento_catalog.application.ports.thesaurus import Thesaurus

MAX_QUERY_LENGTH: Final = 500
"""Characters."""
MAX_VALUES: Final = 20
"""Words and values of filters in one search."""
_VALUES: Final = frozenset({"BARE", "NEGATIVE", "QUOTED"})


class LarkQueryLanguage:
    """Implements the port `QueryLanguage` with a grammar."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        """Takes what knows the meanings of words."""
        self._thesaurus = thesaurus
        self._lark = Lark.open("grammar.lark", rel_to=__file__, parser="lalr", lexer="basic")

    def read(self, text: str) -> MediaFilter:
        """See the port."""
        _check_characters(text)
        offset = len(text) - len(text.lstrip())
        return _Reading(self._thesaurus, offset).filter(self._parsed(text.strip(), offset))

    def _parsed(self, text: str, offset: int) -> Tree[Token]:
        tokens: list[Token] = []
        try:
            for token in self._lark.lex(text):
                tokens.append(token)  # noqa: PERF402  # those before a mistake tell where it is
            check_brackets(tokens, offset)
            _check_number(tokens, offset)
            return self._lark.parse(text)
        except UnexpectedCharacters as error:
            raise unpaired_quotation_mark(tokens, offset) from error
        except UnexpectedToken as error:
            raise misplaced(error.token, tokens, offset) from error


class _Reading:
    """Walks through one parsed search."""

    def __init__(self, thesaurus: Thesaurus, offset: int) -> None:
        self._thesaurus = thesaurus
        self._offset = offset

    def filter(self, tree: Tree[Token]) -> MediaFilter:
        top = _children(_children(tree)[0]) if tree.children else []
        wanted = [part for part in top if not _asks_for_trash(part)]
        return MediaFilter(_and(map(self._part, wanted)), trashed=len(wanted) < len(top))

    def _part(self, tree: Tree[Token]) -> Expression:
        choice = self._choice(_children(tree)[0])
        return Not(choice) if len(tree.children) > 1 else choice

    def _choice(self, tree: Tree[Token]) -> Expression:
        return _or(map(self._operand, _children(tree)))

    def _operand(self, tree: Tree[Token]) -> Expression:
        if tree.data == "group":
            return _and(map(self._part, _children(_children(tree)[0])))
        values = [Value.read(token, self._offset) for token in tree.scan_values(_is_value)]
        first = tree.children[0]
        if isinstance(first, Token):
            name = first.removesuffix(":").lower()
            read = FILTERS.get(ALIASES.get(name, name))
            if read is None:
                raise unknown_filter(first, self._offset)
            return _or(map(read, values))
        return _or(map(self._words, values))

    def _words(self, value: Value) -> Expression:
        words, ending = value.words_and_ending()
        plain = len(words) == 1 and not (ending or value.open_ended or value.quoted)
        meanings = self._thesaurus.meanings(words[0]) if plain else frozenset()
        return Words(words, ending, value.open_ended, meanings=meanings, quoted=value.quoted)


def _asks_for_trash(part: Tree[Token]) -> bool:
    return [token.lower() for token in part.scan_values(lambda _: True)] == ["is:", TRASHED]


def _children(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _is_value(token: object) -> bool:
    return isinstance(token, Token) and token.type in _VALUES


def _and(parts: Iterable[Expression]) -> Expression:
    known = _each_once(chain.from_iterable(it.parts if isinstance(it, And) else (it,) for it in parts))
    return known[0] if len(known) == 1 else And(known)


def _or(parts: Iterable[Expression]) -> Expression:
    known = _each_once(chain.from_iterable(it.parts if isinstance(it, Or) else (it,) for it in parts))
    return known[0] if len(known) == 1 else Or(known)


def _each_once(parts: Iterable[Expression]) -> tuple[Expression, ...]:
    # What is written the same means the same, in whichever order its own parts were typed.
    written: dict[str, Expression] = {}
    for part in parts:
        written.setdefault(str(part), part)
    return tuple(written.values())


def _check_characters(text: str) -> None:
    if len(text) > MAX_QUERY_LENGTH:
        raise QueryInvalid(f"A search has at most {MAX_QUERY_LENGTH} characters; shorten it.", MAX_QUERY_LENGTH + 1)
    forbidden = next((place for place, character in enumerate(text) if _unseen(character)), None)
    if forbidden is not None:
        raise QueryInvalid("There is a character here that cannot be seen; remove it.", forbidden + 1)


def _unseen(character: str) -> bool:
    return is_forbidden(character) and not character.isspace()


def _check_number(tokens: Iterable[Token], offset: int) -> None:
    values = [token for token in tokens if token.type in _VALUES]
    if len(values) > MAX_VALUES:
        place = (values[MAX_VALUES].start_pos or 0) + offset + 1
        raise QueryInvalid(f"A search has at most {MAX_VALUES} words and values; leave some out.", place)
