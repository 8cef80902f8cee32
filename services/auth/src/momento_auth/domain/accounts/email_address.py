"""Email addresses: which are valid, and when two are the same."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Final

from momento_auth.domain.accounts.errors import EmailInvalid

MAX_EMAIL_LENGTH: Final = 254
"""Characters; the longest address that SMTP can carry (RFC 5321 4.5.3.1.3, erratum 1690)."""


def canonical_address(text: str) -> str:
    """The one form in which addresses are compared, counted and found; any text has one.

    Trimmed, and equal for all spellings that differ in case or in how accents are composed: the canonical caseless
    match of the Unicode Standard (section 3.13, D145), composed again (NFC).
    """
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text.strip()).casefold())
    return unicodedata.normalize("NFC", folded)


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An email address as typed, trimmed; two with the same canonical form are equal.

    Letters to the owner go to `as_typed`: folding case may join addresses that a mail server keeps apart.

    Raises:
        EmailInvalid: it lacks exactly one `@` with something on both sides, is longer than 254 characters, or has
            a space or an invisible character in it.
    """

    as_typed: str = field(compare=False)
    folded: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Trims, checks and folds."""
        typed = unicodedata.normalize("NFC", self.as_typed.strip())
        local, _, domain = typed.partition("@")
        if not local or not domain or "@" in domain:
            raise EmailInvalid("The email address needs one @ with a name before and a domain after it.")
        if len(typed) > MAX_EMAIL_LENGTH:
            raise EmailInvalid(f"The email address is longer than {MAX_EMAIL_LENGTH} characters.")
        if any(unicodedata.category(character)[0] in "CZ" for character in typed):
            raise EmailInvalid("The email address has a space or an invisible character in it; remove it.")
        object.__setattr__(self, "as_typed", typed)
        object.__setattr__(self, "folded", canonical_address(typed))

    @property
    def local_part(self) -> str:
        """What stands before the `@`, folded."""
        return self.folded.partition("@")[0]
