"""Sessions that a test ends."""

from __future__ import annotations


class ListedEndedSessions:
    """A set."""

    def __init__(self) -> None:
        self.ended: set[str] = set()

    def includes(self, session_id: str) -> bool:
        return session_id in self.ended
