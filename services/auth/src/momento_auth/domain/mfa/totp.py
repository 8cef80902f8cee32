"""Codes of an authenticator app (RFC 6238)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId

SECRET_BYTES: Final = 20
"""160 bits, as RFC 4226 recommends (section 4, R6)."""
DIGITS: Final = 6
STEP: Final = timedelta(seconds=30)
"""Recommended by RFC 6238, section 5.2."""
SKEW_STEPS: Final = 1
"""How far a telephone's clock may be off, either way (RFC 6238, section 5.2: at most one step)."""
CONFIRM_WITHIN: Final = timedelta(minutes=15)
"""An app that was not confirmed by then was not set up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totp:
    """An authenticator app of an account.

    Attributes:
        sealed_secret: what app and server share, encrypted.
        confirmed_at: when the first right code came; until then it protects nothing.
        last_step: the step whose code was used last; codes of it and before are spent (RFC 6238, section 5.2).
    """

    user_id: UserId
    sealed_secret: bytes = field(repr=False)
    created_at: datetime
    confirmed_at: datetime | None = None
    last_used_at: datetime | None = None
    last_step: int = 0

    def awaits_confirmation(self, now: datetime) -> bool:
        """Whether a first code would still be taken."""
        return self.confirmed_at is None and now - self.created_at < CONFIRM_WITHIN


def step_of(moment: datetime) -> int:
    """Which step of 30 seconds since 1970 a moment lies in."""
    return int(moment.timestamp() // STEP.total_seconds())


def normal_code(text: str) -> str | None:
    """The six digits that were typed, without the spaces that apps show; None when it is something else."""
    code = "".join(text.split())
    return code if len(code) == DIGITS and code.isascii() and code.isdecimal() else None


def sealed_name(user_id: UserId) -> str:
    """The name that a secret is sealed under: it cannot be put into another account."""
    return f"totp of {user_id}"
