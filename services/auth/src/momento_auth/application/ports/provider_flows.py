"""Where journeys to the provider are kept while they last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.sso.flow import ProviderFlow


class ProviderFlows(Protocol):
    """All journeys under way; every method raises `StoreUnavailable` when the store does not answer."""

    def add(self, flow: ProviderFlow, now: datetime) -> None:
        """Keeps a journey, and drops those that are over."""

    def take(self, digest: bytes, now: datetime) -> ProviderFlow | None:
        """Ends the journey of that name; of several who ask for it at once, exactly one gets it.

        None when there is none, it was taken before, or its time is over.
        """

    def drop_of(self, user_id: UserId) -> None:
        """Ends every journey at whose end an account would be linked."""
