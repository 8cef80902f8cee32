"""How long signing keys last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from momento_chassis.config import setting
from momento_chassis.parsers import whole_number

from momento_auth.domain.tokens.key_rotation import KeySchedule


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySettings:
    """How long signing keys last."""

    days: int = setting(
        "MOMENTO_AUTH_KEY_DAYS",
        "days after which a signing key is followed by a new one",
        default=90,
        parse=whole_number(1, 3650),
    )
    lead_seconds: int = setting(
        "MOMENTO_AUTH_KEY_LEAD_SECONDS",
        "seconds for which a new signing key is published before it signs; services read the keys every minute",
        default=600,
        parse=whole_number(1, 86_399),
    )

    @property
    def schedule(self) -> KeySchedule:
        """The same for the domain."""
        return KeySchedule(longest_age=timedelta(days=self.days), lead=timedelta(seconds=self.lead_seconds))
