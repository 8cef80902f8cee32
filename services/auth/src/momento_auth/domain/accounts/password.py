"""Which passwords are taken (OWASP ASVS 5.0 V6.2), and what is kept of one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_auth.domain.accounts.errors import PasswordRefused
from momento_auth.domain.accounts.password_patterns import repeated_block, unpredictable_length, without_decoration

if TYPE_CHECKING:
    from collections.abc import Container

    from momento_auth.domain.accounts.email_address import EmailAddress

MIN_CHARACTERS: Final = 8
"""ASVS V6.2.1."""
MAX_CHARACTERS: Final = 128
"""ASVS V6.2.9 asks for 64 at least; a bound keeps one request from hashing megabytes."""

MIN_UNPREDICTABLE: Final = 7
"""Characters that follow from no pattern. Of eight random ones about one in a thousand has less."""
MIN_AROUND_COMMON: Final = 5
"""Digits and signs around a common password that are none of the first to be tried, such as a year."""

_OWN_NAME: Final = "momento"
_MIN_CONTEXT_WORD: Final = 3
"""Shorter words are parts of too many others to say anything."""


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """A salted one-way hash in its own encoding, which names algorithm and parameters."""

    encoded: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """Decides about a new password; it is taken exactly as typed (ASVS V6.2.8), and any character will do (V6.2.5).

    Attributes:
        common: the passwords that people choose most, in lower case (V6.2.4).
        breached: passwords known from breaches, exactly as typed (V6.2.12).
    """

    common: Container[str] = field(repr=False)
    breached: Container[str] = field(default=frozenset(), repr=False)

    def check(self, password: str, email: EmailAddress) -> None:
        """Returns when the owner of `email` may use `password`.

        Raises:
            PasswordRefused: it is too short, too long, common, known from a breach, follows a pattern, or is little
                more than a common one or a word that the person or the product is known by (V6.2.11).
        """
        if len(password) < MIN_CHARACTERS:
            raise PasswordRefused(f"The password is too short; use at least {MIN_CHARACTERS} characters.")
        if len(password) > MAX_CHARACTERS:
            raise PasswordRefused(f"The password is too long; use at most {MAX_CHARACTERS} characters.")
        folded = unicodedata.normalize("NFC", password).casefold()
        self._check_common(folded)
        if password in self.breached:
            raise PasswordRefused(
                "This password is known from a breach of another service, so it is guessed first; choose another one, "
                "and change it wherever you use it."
            )
        if len(_without(folded, _context_words(email))) < MIN_CHARACTERS:
            raise PasswordRefused(
                "The password is little more than your address or the word Momento; "
                f"add {MIN_CHARACTERS} characters that have nothing to do with them."
            )
        if unpredictable_length(folded) < MIN_UNPREDICTABLE:
            raise PasswordRefused(
                "The password is a row of keys, a sequence or a repetition, so it is guessed first; choose another one."
            )

    def _check_common(self, folded: str) -> None:
        core, around = without_decoration(folded)
        little_around = unpredictable_length(around) < MIN_AROUND_COMMON
        first_tried = {folded, repeated_block(folded)} | ({core, repeated_block(core)} if little_around else set())
        if any(text in self.common for text in first_tried):
            raise PasswordRefused("Many people use this password, so it is guessed first; choose another one.")


def _context_words(email: EmailAddress) -> set[str]:
    local_part = email.local_part
    words = {_OWN_NAME, email.folded, local_part, *re.split(r"[\W_]+", local_part)}
    return {word for word in words if len(word) >= _MIN_CONTEXT_WORD}


def _without(text: str, words: set[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text
