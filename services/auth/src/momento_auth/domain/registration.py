"""Who may make an account."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from momento_auth.domain.throttling import DelayPolicy

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_INVITATION: Final = timedelta(days=14)


class Registration(StrEnum):
    """Which door is open."""

    OPEN = "open"
    INVITED = "invited"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Leave to make one account. Only the digest of its text is kept; the text is random, so no salt is needed."""

    digest: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, text: str, now: datetime, lifetime: timedelta) -> Invitation:
        """An invitation by `text`; raises `ValueError` for a lifetime that is none, or more than 14 days."""
        if not timedelta(0) < lifetime <= LONGEST_INVITATION:
            raise ValueError(f"An invitation is good for at most {LONGEST_INVITATION.days} days.")
        return cls(digest(text), now, now + lifetime)


def digest(text: str) -> bytes:
    """SHA-256 of an invitation's text, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def registration_policy(an_hour: int) -> DelayPolicy:
    """So many accounts an hour may be asked for from one address, and then one a minute, ever more slowly."""
    return DelayPolicy(
        free_attempts=an_hour,
        first_delay=timedelta(minutes=1),
        longest_delay=timedelta(hours=1),
        forgotten_after=timedelta(hours=1),
    )
