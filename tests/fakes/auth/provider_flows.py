"""Journeys in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.sso.flow import ProviderFlow


class InMemoryProviderFlows:
    """A dictionary and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flows: dict[bytes, ProviderFlow] = {}

    def add(self, flow: ProviderFlow, now: datetime) -> None:
        with self._lock:
            self._flows = {name: kept for name, kept in self._flows.items() if kept.expires_at > now}
            self._flows[flow.digest] = flow

    def take(self, digest: bytes, now: datetime) -> ProviderFlow | None:
        with self._lock:
            flow = self._flows.pop(digest, None)
        return flow if flow is not None and flow.expires_at > now else None

    def drop_of(self, user_id: UserId) -> None:
        with self._lock:
            self._flows = {name: kept for name, kept in self._flows.items() if kept.user_id != user_id}
