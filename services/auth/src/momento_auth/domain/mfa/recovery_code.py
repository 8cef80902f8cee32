"""Recovery codes: each stands in for the second factor once, when that is lost."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final, Self

from momento_auth.domain.mfa.errors import ProofWrong

CODES: Final = 10
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, in which no character looks like another."""
_CHARACTERS: Final = 24
_GROUP: Final = 6
_PATTERN: Final = re.compile(f"[{_ALPHABET}]{{{_CHARACTERS}}}")
_MISREAD: Final = str.maketrans("ilo", "110")
_SEPARATORS: Final = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A code in clear: 120 random bits, so that a plain digest keeps it well (OWASP ASVS V6.5.2)."""

    characters: str = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> Self:
        """The code that follows from a random secret."""
        number = int.from_bytes(hashlib.sha256(secret.encode()).digest())
        return cls("".join(_ALPHABET[number >> 5 * place & 31] for place in range(_CHARACTERS)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what was typed, in any case and with any spacing; raises `ProofWrong` when it is no such code."""
        characters = _SEPARATORS.sub("", text.lower()).translate(_MISREAD)
        if not _PATTERN.fullmatch(characters):
            raise ProofWrong("That is no recovery code; it has four groups of six letters and digits.")
        return cls(characters)

    def reveal(self) -> str:
        """The text for its owner, in four groups."""
        groups = (self.characters[start : start + _GROUP] for start in range(0, _CHARACTERS, _GROUP))
        return "-".join(groups)

    @property
    def digest(self) -> bytes:
        """SHA-256, 32 bytes."""
        return hashlib.sha256(self.characters.encode()).digest()
