"""How much one account may store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from momento_auth.domain.accounts.errors import QuotaInvalid

MAX_QUOTA: Final = 10**18
"""Bytes; the most that the edge can be configured with, too."""


@dataclass(frozen=True, slots=True)
class Quota:
    """So many bytes of originals, 0 for no limit, or None for what the edge is configured with.

    Raises:
        QuotaInvalid: less than 0, or more than 10^18.
    """

    size_bytes: int | None = None

    def __post_init__(self) -> None:
        """Checks."""
        if self.size_bytes is not None and not 0 <= self.size_bytes <= MAX_QUOTA:
            raise QuotaInvalid(f"A quota has 0 to {MAX_QUOTA} bytes, where 0 is no limit; choose another one.")


AS_CONFIGURED: Final = Quota()
