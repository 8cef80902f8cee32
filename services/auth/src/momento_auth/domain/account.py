"""A person's account and the values that make it up."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_auth.domain.errors import DisplayNameInvalid, EmailInvalid
from momento_auth.domain.quota import AS_CONFIGURED, Quota
from momento_auth.domain.role import Role
from momento_auth.domain.ulid import Ulid

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.password import PasswordHash

LONGEST_EMAIL: Final = 254
"""Characters; the longest address that SMTP can carry (RFC 5321 4.5.3.1.3, erratum 1690)."""
LONGEST_DISPLAY_NAME: Final = 100

_DIRECTION_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the text after them around, so that a name could pose as something else."""


def canonical_address(text: str) -> str:
    """The one form in which addresses are compared, counted and found; any text has one.

    Trimmed, and equal for all spellings that differ in case or in how accents are composed: the canonical caseless
    match of the Unicode Standard (section 3.13, D145), composed again (NFC).
    """
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text.strip()).casefold())
    return unicodedata.normalize("NFC", folded)


class UserId(Ulid):
    """Names one account for good."""


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
        if len(typed) > LONGEST_EMAIL:
            raise EmailInvalid(f"The email address is longer than {LONGEST_EMAIL} characters.")
        if any(unicodedata.category(character)[0] in "CZ" for character in typed):
            raise EmailInvalid("The email address has a space or an invisible character in it; remove it.")
        object.__setattr__(self, "as_typed", typed)
        object.__setattr__(self, "folded", canonical_address(typed))

    @property
    def local_part(self) -> str:
        """What stands before the `@`, folded."""
        return self.folded.partition("@")[0]


@dataclass(frozen=True, slots=True)
class DisplayName:
    """A name to show: 1 to 100 characters, trimmed, without control characters.

    Joiners between letters stay allowed, because many scripts and emoji need them.
    """

    text: str

    def __post_init__(self) -> None:
        """Trims and checks; raises `DisplayNameInvalid`."""
        text = unicodedata.normalize("NFC", self.text.strip())
        if not 1 <= len(text) <= LONGEST_DISPLAY_NAME:
            raise DisplayNameInvalid(f"The name needs 1 to {LONGEST_DISPLAY_NAME} characters.")
        if not all(map(_can_be_shown, text)):
            raise DisplayNameInvalid("The name has a control character in it; type it anew.")
        object.__setattr__(self, "text", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who can sign in, unless they closed their account or an administrator disabled it.

    Without a password hash they come by the organisation's provider alone.
    """

    user_id: UserId
    email: EmailAddress
    display_name: DisplayName
    password_hash: PasswordHash | None = field(repr=False)
    created_at: datetime
    closed_at: datetime | None = None
    role: Role = Role.MEMBER
    disabled_at: datetime | None = None
    quota: Quota = AS_CONFIGURED
    last_sign_in_at: datetime | None = field(default=None, compare=False)

    @property
    def is_disabled(self) -> bool:
        """Whether an administrator has shut it."""
        return self.disabled_at is not None

    @property
    def is_active(self) -> bool:
        """Whether it can be used: neither disabled nor closed."""
        return self.disabled_at is None and self.closed_at is None

    @property
    def administers(self) -> bool:
        """Whether its owner looks after accounts at present."""
        return self.role is Role.ADMINISTRATOR and self.is_active


def _can_be_shown(character: str) -> bool:
    hidden = unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    return not hidden and character not in _DIRECTION_OVERRIDES
