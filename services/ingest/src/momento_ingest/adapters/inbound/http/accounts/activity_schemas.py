"""What the route of the history answers, as JSON."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, UnsetType

from momento_ingest.adapters.inbound.http.schemas import Reply


class ActivityEventReply(Reply):
    """An event; `uploadId`, `itemId` and what concerns a file or a session are there where they apply."""

    event_id: str
    at: datetime
    event: str
    outcome: str
    reason: str | UnsetType = UNSET
    upload_id: str | UnsetType = UNSET
    session_id: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET
    sha256: str | UnsetType = UNSET
    signature: str | UnsetType = UNSET
    signature_version: str | UnsetType = UNSET
    item_id: str | UnsetType = UNSET
    changed: list[str] | UnsetType = UNSET
    media_count: int | UnsetType = UNSET


class ActivityReply(Reply):
    """A page of a history, newest first; `nextCursor` is absent on the last page."""

    items: list[ActivityEventReply]
    next_cursor: str | None = None
