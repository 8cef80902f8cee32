"""When signing keys begin to sign, are followed by a new one, and are forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.tokens.upload_grant import MAX_LIFETIME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

CLOCKS_MAY_DIFFER: Final = timedelta(minutes=2)
"""Between processes that sign and those that check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySchedule:
    """The life of a key: published at once, signing after `lead`, and kept until no token of it can be valid.

    Moments are those at which keys were made, the newest first.

    Attributes:
        longest_age: when the newest key is so old, another is made.
        lead: so long a new key is published before it signs. Anyone who checks tokens has to read the keys more often.
        longest_token: no token is valid for longer than this.
    """

    longest_age: timedelta = timedelta(days=90)
    lead: timedelta = timedelta(minutes=10)
    longest_token: timedelta = MAX_LIFETIME

    def __post_init__(self) -> None:
        """Raises `ValueError` when a key would be followed before it signs."""
        if not timedelta(0) < self.lead < self.longest_age:
            raise ValueError("A signing key needs a lead of more than zero, and has to outlast it.")

    @property
    def look_interval(self) -> timedelta:
        """How often a process looks for keys that others have made; several times within the lead."""
        return self.lead / 4

    def is_due(self, made: Sequence[datetime], now: datetime) -> bool:
        """Whether there has to be another key."""
        return not made or now - made[0] >= self.longest_age

    def signing(self, made: Sequence[datetime], now: datetime) -> int:
        """Which key signs: the newest that has been published for long enough, or else the first there ever was."""
        ready = (index for index, moment in enumerate(made) if moment + self.lead <= now)
        return next(ready, len(made) - 1)

    def needed(self, made: Sequence[datetime], now: datetime) -> int:
        """How many of the newest keys may still have signed a valid token; the others can go."""
        settled = now - self.lead - self.longest_token - CLOCKS_MAY_DIFFER
        sole = (index + 1 for index, moment in enumerate(made) if moment <= settled)
        return next(sole, len(made))
