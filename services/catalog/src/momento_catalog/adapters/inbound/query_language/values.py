"""What stands behind a filter, or alone: a value, where it stands, and how it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import QueryInvalid
from momento_catalog.domain.text import words_of

if TYPE_CHECKING:
    from lark import Token

_ANY_ENDING: Final = "*"
_MAX_SHOWN_LENGTH: Final = 40
_FILE_ENDING: Final = re.compile(r"\.([^\W_]{1,10})$")


@dataclass(frozen=True, slots=True)
class Value:
    """A value.

    Attributes:
        raw: as it was typed.
        text: without quotes, and without the `*` at its end.
        position: of its first character, counted from 1.
        open_ended: whether a `*` at the end takes any ending.
    """

    raw: str
    text: str
    position: int
    quoted: bool
    open_ended: bool

    @classmethod
    def read(cls, token: Token, offset: int) -> Value:
        """The value that `token` stands for, `offset` characters into the search; raises QueryInvalid."""
        raw, position = str(token), (token.start_pos or 0) + offset + 1
        quoted, open_ended = token.type == "QUOTED", raw.endswith(_ANY_ENDING)
        text = raw.removesuffix(_ANY_ENDING) if open_ended else raw
        if quoted:
            return cls(raw, text[1:-1].strip(), position, quoted, open_ended)
        if _ANY_ENDING in text:
            sentence = "A * takes any ending and stands at the end of a word; remove it or move it there."
            raise QueryInvalid(sentence, position + text.index(_ANY_ENDING))
        return cls(raw, text, position, quoted, open_ended)

    @property
    def shown(self) -> str:
        """As much of it as a sentence can hold."""
        return self.raw if len(self.raw) <= _MAX_SHOWN_LENGTH else f"{self.raw[:_MAX_SHOWN_LENGTH]}…"

    def words(self) -> tuple[str, ...]:
        """Its words, at least one; raises QueryInvalid."""
        found = tuple(words_of(self.text))
        if not found:
            raise self.mistake(f"There is no letter or digit in {self.shown} to search for; type a word.")
        return found

    def words_and_ending(self) -> tuple[tuple[str, ...], str]:
        """Its words, and apart from them what follows a last full stop as the ending of a file's name does."""
        words = self.words()
        ending = None if self.open_ended else _FILE_ENDING.search(self.text)
        if ending is None or len(words) == 1 or tuple(words_of(ending[1])) != words[-1:]:
            return words, ""
        return words[:-1], words[-1]

    def mistake(self, sentence: str) -> QueryInvalid:
        """The error that there is in it."""
        return QueryInvalid(sentence, self.position)
