"""Which sessions were ended before their time."""

from __future__ import annotations

from typing import Protocol


class EndedSessions(Protocol):
    """Knows of every session that was ended, for as long as an access token of it may be valid."""

    def includes(self, session_id: str) -> bool:
        """Whether the session was ended more than 5 seconds ago, or less and it is known already.

        Raises:
            KeysUnavailable: nobody can say.
        """
