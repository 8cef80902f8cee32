"""What retries of a request are known by (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.identifiers import UploadId, UserId


class IdempotencyKeys(Protocol):
    """Which upload each key of a user stands for; what is remembered survives a power cut."""

    async def find(self, user: UserId, key: str) -> UploadId | None:
        """The upload that a key stands for, or None."""

    async def remember(self, user: UserId, key: str, upload_id: UploadId) -> None:
        """Lets a key stand for an upload from now on."""

    async def forget(self, before: datetime) -> None:
        """Forgets keys that were last remembered before a moment."""
