"""Idempotency keys in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_ingest.domain.identifiers import UploadId, UserId


@dataclass
class InMemoryIdempotencyKeys:
    """A dictionary by user and key."""

    kept: dict[tuple[str, str], tuple[UploadId, datetime]] = field(default_factory=dict)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def find(self, user: UserId, key: str) -> UploadId | None:
        found = self.kept.get((user.value, key))
        return None if found is None else found[0]

    async def remember(self, user: UserId, key: str, upload_id: UploadId) -> None:
        self.kept[user.value, key] = (upload_id, self.now())

    async def forget(self, before: datetime) -> None:
        self.kept = {key: found for key, found in self.kept.items() if found[1] >= before}
