"""Where invitations are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.registration import Invitation


class Invitations(Protocol):
    """All invitations; every method raises `StoreUnavailable` when the store does not answer."""

    def add(self, invitation: Invitation) -> None:
        """Keeps a new invitation, and drops those that have expired."""

    def use(self, digest: bytes, now: datetime) -> bool:
        """Spends an invitation; of several who come with one at once, exactly one gets True.

        False, and nothing happens, when there is none, it was spent before, or it has expired.
        """

    def give_back(self, digest: bytes) -> None:
        """Makes a spent invitation good again, since nothing came of it."""
