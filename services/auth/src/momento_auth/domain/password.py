"""Which passwords are taken (OWASP ASVS 5.0 V6.2), and what is kept of one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_auth.domain.errors import PasswordRefused

if TYPE_CHECKING:
    from collections.abc import Container

    from momento_auth.domain.account import EmailAddress

FEWEST_CHARACTERS: Final = 8
"""ASVS V6.2.1."""
MOST_CHARACTERS: Final = 128
"""ASVS V6.2.9 asks for 64 at least; a bound keeps one request from hashing megabytes."""

_OWN_NAME: Final = "momento"
_SHORTEST_CONTEXT_WORD: Final = 3
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
            PasswordRefused: it is too short, too long, common, known from a breach, or little more than a word that the
                person or the product is known by (V6.2.11).
        """
        if len(password) < FEWEST_CHARACTERS:
            raise PasswordRefused(f"The password is too short; use at least {FEWEST_CHARACTERS} characters.")
        if len(password) > MOST_CHARACTERS:
            raise PasswordRefused(f"The password is too long; use at most {MOST_CHARACTERS} characters.")
        folded = password.casefold()
        if folded in self.common:
            raise PasswordRefused("Many people use this password, so it is guessed first; choose another one.")
        if password in self.breached:
            raise PasswordRefused(
                "This password is known from a breach of another service, so it is guessed first; choose another one, "
                "and change it wherever you use it."
            )
        if len(_without(folded, _context_words(email))) < FEWEST_CHARACTERS:
            raise PasswordRefused(
                "The password is little more than your address or the word Momento; "
                f"add {FEWEST_CHARACTERS} characters that have nothing to do with them."
            )


def _context_words(email: EmailAddress) -> set[str]:
    local_part = email.local_part
    words = {_OWN_NAME, email.folded, local_part, *re.split(r"[\W_]+", local_part)}
    return {word for word in words if len(word) >= _SHORTEST_CONTEXT_WORD}


def _without(text: str, words: set[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text
