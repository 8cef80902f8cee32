"""Port: what happened to each account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.audit.event import AccountEvent
    from momento_auth.domain.identifiers import EventId, UserId


class Activity(Protocol):
    """Keeps events that say whose account they concern. Every method raises `StoreUnavailable`."""

    def record(self, event: AccountEvent) -> bool:
        """Keeps `event`; False, and nothing is changed, when one of its id is kept.

        Raises `ValueError` for an event that concerns nobody's account.
        """

    def history(self, user_id: UserId, before: EventId | None, most: int) -> Sequence[AccountEvent]:
        """The newest events of the account that are older than `before`, newest first, at most `most`."""

    def forget(self, before: datetime) -> None:
        """Removes everybody's events that happened before a moment."""
