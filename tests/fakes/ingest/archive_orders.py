"""Orders in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_ingest.application.ports.archive_orders import ArchiveOrder


def _real_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class InMemoryArchiveOrders:
    """Orders by ticket, with the moment at which each was kept."""

    now: Callable[[], datetime] = _real_now
    kept: dict[str, tuple[datetime, ArchiveOrder]] = field(default_factory=dict)

    async def keep(self, ticket: str, order: ArchiveOrder) -> None:
        self.kept[ticket] = self.now(), order

    async def find(self, ticket: str) -> ArchiveOrder | None:
        found = self.kept.get(ticket)
        return None if found is None else found[1]

    async def take(self, ticket: str) -> ArchiveOrder | None:
        found = self.kept.pop(ticket, None)
        return None if found is None else found[1]

    async def forget(self, before: datetime) -> None:
        self.kept = {ticket: (at, order) for ticket, (at, order) in self.kept.items() if at >= before}
