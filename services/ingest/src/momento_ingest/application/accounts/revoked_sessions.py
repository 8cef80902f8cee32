"""Which sessions have ended: whatever was made on their word, a link for example, ends with them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_ingest.application.ports.identity import Identity

REFRESH_SECONDS: Final = 2.0
MAX_AGE_SECONDS: Final = 5.0
"""A session that has ended may be honoured for so long, and no longer, also when auth does not answer."""
LIFETIME_SECONDS: Final = 900
"""How long a link may be good at most: what the bucket's policy lets a presigned link live (`s3:signatureAge`)."""


class EndedSessions:
    """Asks auth every other second while there are questions; requests that come at once share one answer.

    `seconds` gives seconds that never go back.
    """

    def __init__(self, identity: Identity, seconds: Callable[[], float]) -> None:
        self._identity = identity
        self._seconds = seconds
        self._ended: frozenset[str] = frozenset()
        self._known_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def includes(self, session_id: str) -> bool:
        """Whether a session, or an API key, has ended.

        Raises:
            Unavailable: auth has not answered for five seconds.
        """
        if self._age() > REFRESH_SECONDS:
            try:
                # One who gives up waiting must not take the answer from the others.
                await asyncio.shield(self._question())
            except Unavailable:
                if self._age() > MAX_AGE_SECONDS:
                    raise
        return session_id in self._ended

    def _question(self) -> asyncio.Task[None]:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return self._asking

    async def _ask(self) -> None:
        # What ends while the question is on its way may be missing in the answer, so the answer is as old as that.
        asked_at = self._seconds()
        self._ended = await self._identity.ended_sessions(LIFETIME_SECONDS)
        self._known_at = asked_at

    def _age(self) -> float:
        return self._seconds() - self._known_at
