"""Sessions in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.session import EndReason, Session, SessionId


class InMemorySessions:
    """A dictionary and a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[SessionId, Session] = {}

    def add(self, session: Session) -> None:
        with self._lock:
            self._sessions[session.session_id] = session

    def find(self, session_id: SessionId) -> Session | None:
        return self._sessions.get(session_id)

    def renew(self, renewed: Session) -> bool:
        with self._lock:
            present = self._sessions.get(renewed.session_id)
            if present is None or present.ended_at is not None:
                return False
            if present.token_digest != renewed.previous_digest:
                return False
            self._sessions[renewed.session_id] = renewed
            return True

    def end(self, session_id: SessionId, now: datetime, reason: EndReason) -> bool:
        with self._lock:
            present = self._sessions.get(session_id)
            if present is None or present.ended_at is not None:
                return False
            self._sessions[session_id] = replace(present, ended_at=now, end_reason=reason)
            return True

    def forget(self, created_before: datetime) -> None:
        with self._lock:
            kept = {key: value for key, value in self._sessions.items() if value.created_at >= created_before}
            self._sessions = kept
