"""Where challenges are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.challenge import Challenge


class Challenges(Protocol):
    """All challenges; every method raises `StoreUnavailable` when the store does not answer."""

    def add(self, challenge: Challenge, now: datetime) -> None:
        """Keeps a new challenge, and drops those that have expired."""

    def find(self, digest: bytes) -> Challenge | None:
        """The challenge as it is now, if there is one."""

    def count_try(self, digest: bytes) -> bool:
        """Takes one of the tries, before its outcome is known; False when there is none left, or no challenge."""

    def spend(self, digest: bytes) -> bool:
        """Drops a challenge that was met; of several who meet it at once, exactly one gets True."""

    def meet(self, challenge: Challenge, now: datetime) -> bool:
        """Keeps a challenge that was met and not kept before, until it expires; False when it was met already.

        Of several who meet it at once, exactly one gets True.
        """

    def drop_of(self, user_id: UserId) -> None:
        """Drops every challenge of an account."""
