"""Names and secrets that count up, so that a failing test shows the same ones again."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from momento_auth.domain.identifiers import EventId, SessionId, UserId

if TYPE_CHECKING:
    from datetime import datetime


class CountingIdentifiers:
    """Every value is used once."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._named: dict[tuple[datetime, *tuple[str, ...]], EventId] = {}

    def user_id(self) -> UserId:
        return UserId(f"0{next(self._numbers):025d}")

    def session_id(self) -> SessionId:
        return SessionId(f"1{next(self._numbers):025d}")

    def event_id(self, moment: datetime, *what: str) -> EventId:
        made = EventId(f"2{next(self._numbers):025d}")
        return self._named.setdefault((moment, *what), made) if what else made

    def secret(self) -> str:
        return f"secret-{next(self._numbers):036d}"
