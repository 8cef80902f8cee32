"""Archives that were ordered, until somebody comes for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.identifiers import UploadId


@dataclass(frozen=True, slots=True)
class ArchiveOrder:
    """What to put into an archive, and the leave to read it; no `selection` means all that there is."""

    grant: str = field(repr=False)
    selection: tuple[UploadId, ...]
    expires_at: datetime


class ArchiveOrders(Protocol):
    """Orders by their tickets, which all replicas know; a ticket is never written down as it is."""

    async def keep(self, ticket: str, order: ArchiveOrder) -> None:
        """Keeps an order."""

    async def find(self, ticket: str) -> ArchiveOrder | None:
        """The order of a ticket, which stays kept; None as for `take`."""

    async def take(self, ticket: str) -> ArchiveOrder | None:
        """The order of a ticket, which is then gone: of several that come with one ticket exactly one gets it.

        None as well for one that cannot be read: it is ordered anew.
        """

    async def forget(self, before: datetime) -> None:
        """Drops orders that were kept before a moment."""
