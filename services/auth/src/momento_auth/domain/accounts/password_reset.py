"""Leave to choose a new password without knowing the present one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.throttling import DelayPolicy

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId

BY_MAIL: Final = timedelta(hours=1)
"""How long a link that its owner asked for is good: long enough for slow mail, short for who reads it later."""
BY_HAND: Final = timedelta(hours=24)
"""How long a link that an administrator passes on is good."""
RESET_POLICY: Final = DelayPolicy(
    free_attempts=3,
    first_delay=timedelta(minutes=1),
    longest_delay=timedelta(minutes=15),
    forgotten_after=timedelta(hours=1),
)
"""For one address of mail: nobody's mailbox is to be filled. The owner waits a quarter of an hour at most."""
ASKING_POLICY: Final = DelayPolicy(
    free_attempts=20,
    first_delay=timedelta(seconds=10),
    longest_delay=timedelta(minutes=15),
    forgotten_after=timedelta(hours=1),
)
"""For one client address, which a school or an office may share."""


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """A link that is good once. Only the digest of its text is kept; the text is random, so no salt is needed."""

    digest: bytes = field(repr=False)
    user_id: UserId
    created_at: datetime
    expires_at: datetime


def reset_digest(text: str) -> bytes:
    """SHA-256 of a link's text, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()
