"""Sessions in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.identifiers import SessionId, UserId
    from momento_auth.domain.sessions.session import EndReason, Session


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
            self._sessions[renewed.session_id] = replace(renewed, proved_at=present.proved_at)
            return True

    def repeat(self, renewed: Session) -> bool:
        with self._lock:
            present = self._sessions.get(renewed.session_id)
            if present is None or present.ended_at is not None or present.repeated:
                return False
            if present.token_digest != renewed.token_digest:
                return False
            self._sessions[renewed.session_id] = replace(present, repeated=True)
            return True

    def prove(self, session_id: SessionId, now: datetime) -> None:
        with self._lock:
            if session_id in self._sessions:
                self._sessions[session_id] = replace(self._sessions[session_id], proved_at=now)

    def end(self, session_id: SessionId, now: datetime, reason: EndReason) -> bool:
        with self._lock:
            present = self._sessions.get(session_id)
            if present is None or present.ended_at is not None:
                return False
            self._sessions[session_id] = replace(present, ended_at=now, end_reason=reason)
            return True

    def of(self, user_id: UserId) -> Sequence[Session]:
        own = [it for it in self._sessions.values() if it.user_id == user_id and it.ended_at is None]
        return sorted(own, key=lambda it: (it.last_used_at, it.session_id), reverse=True)

    def end_others(self, user_id: UserId, kept: SessionId, now: datetime, reason: EndReason) -> Sequence[SessionId]:
        others = [it.session_id for it in self.of(user_id) if it.session_id != kept]
        return [session_id for session_id in others if self.end(session_id, now, reason)]

    def end_all(self, user_id: UserId, now: datetime, reason: EndReason) -> Sequence[SessionId]:
        own = [it.session_id for it in self.of(user_id)]
        return [session_id for session_id in own if self.end(session_id, now, reason)]

    def ended_since(self, moment: datetime) -> Sequence[SessionId]:
        return [it.session_id for it in self._sessions.values() if it.ended_at is not None and it.ended_at >= moment]

    def forget(self, created_before: datetime) -> None:
        with self._lock:
            kept = {key: value for key, value in self._sessions.items() if value.created_at >= created_before}
            self._sessions = kept
