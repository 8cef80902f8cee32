"""A person's account and the values that make it up."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_auth.domain.accounts.errors import DisplayNameInvalid
from momento_auth.domain.accounts.quota import AS_CONFIGURED, Quota
from momento_auth.domain.accounts.role import Role

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.accounts.email_address import EmailAddress
    from momento_auth.domain.accounts.password import PasswordHash
    from momento_auth.domain.identifiers import UserId

MAX_DISPLAY_NAME_LENGTH: Final = 100

_DIRECTION_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the text after them around, so that a name could pose as something else."""


@dataclass(frozen=True, slots=True)
class DisplayName:
    """A name to show: 1 to 100 characters, trimmed, without control characters.

    Joiners between letters stay allowed, because many scripts and emoji need them.
    """

    text: str

    def __post_init__(self) -> None:
        """Trims and checks; raises `DisplayNameInvalid`."""
        text = unicodedata.normalize("NFC", self.text.strip())
        if not 1 <= len(text) <= MAX_DISPLAY_NAME_LENGTH:
            raise DisplayNameInvalid(f"The name needs 1 to {MAX_DISPLAY_NAME_LENGTH} characters.")
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
