"""Verified tokens, remembered for a few seconds: a page of previews must not mean a hundred questions to auth."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_ingest.application.ports.identity import Caller, Identity

MEMORY: Final = timedelta(seconds=3)
"""How long after its end a session may still be honoured; everything must know within 5 seconds."""
CAPACITY: Final = 10_000


class VerifiedCallers:
    """Asks auth whose a token is, at most once in `MEMORY`; keeps hashes, not tokens, as keys."""

    def __init__(self, identity: Identity, now: Callable[[], datetime]) -> None:
        self._identity = identity
        self._now = now
        self._known: OrderedDict[bytes, tuple[datetime, Caller]] = OrderedDict()

    async def __call__(self, token: str) -> Caller:
        """Whose `token` is; raises what `Identity.verify` raises."""
        key = sha256(token.encode()).digest()
        known = self._known.get(key)
        if known is not None and self._now() < min(known[0] + MEMORY, known[1].expires_at):
            return known[1]
        self._known.pop(key, None)
        caller = await self._identity.verify(token)
        self._known[key] = (self._now(), caller)
        if len(self._known) > CAPACITY:
            self._known.popitem(last=False)
        return caller
