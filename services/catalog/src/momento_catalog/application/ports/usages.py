"""Port: how much each user has stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.usage.usage import Usage


class Usages(Protocol):
    """Tells usage, which changes in the same transaction as the record that begins or stops to count."""

    def of(self, user_id: UserId) -> Usage:
        """What the user has stored, zero for a user without items; raises StoreUnavailable."""
