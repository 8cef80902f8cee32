"""Use case: tell how much a user has stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_catalog.application.ports.usages import Usages
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.usage.usage import Usage


class GetUsage:
    """Reads a user's usage, for a quota to be held against."""

    def __init__(self, usages: Usages) -> None:
        """Takes the port it reads through."""
        self._usages = usages

    def __call__(self, user_id: UserId) -> Usage:
        """Items and bytes, those in the trash included; raises StoreUnavailable."""
        return self._usages.of(user_id)
