"""Port: passwords that are known from breaches of other services."""

from __future__ import annotations

from typing import Protocol


class BreachedPasswords(Protocol):
    """A list that anyone who guesses passwords has as well (OWASP ASVS V6.2.12)."""

    def __contains__(self, password: object, /) -> bool:
        """Whether `password`, exactly as typed, is listed; raises StoreUnavailable."""
