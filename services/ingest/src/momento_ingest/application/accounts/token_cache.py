"""Verified tokens, remembered for a few seconds: a page of previews must not mean a hundred questions to auth."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_ingest.application.ports.identity import Caller, Identity

MEMORY: Final = timedelta(seconds=3)
"""How long after its end a session may still be honoured; everything must know within 5 seconds.

What comes with the caller is as old: a quota that an administrator has lowered holds after so long.
"""
CAPACITY: Final = 10_000


class TokenCache:
    """Asks auth whose a token is, at most once in `MEMORY`; keeps hashes, not tokens, as keys.

    Requests that come while auth is being asked share its answer, its refusal too; only an answer is remembered, from
    the moment at which it was asked for.

    `now` must not go back, or what was remembered would be good for as much longer.
    """

    def __init__(self, identity: Identity, now: Callable[[], datetime]) -> None:
        self._identity = identity
        self._now = now
        self._known: OrderedDict[bytes, tuple[datetime, Caller]] = OrderedDict()
        self._asked: dict[bytes, tuple[datetime, asyncio.Task[Caller]]] = {}

    async def __call__(self, token: str) -> Caller:
        """Whose `token` is; raises what `Identity.verify` raises."""
        key = sha256(token.encode()).digest()
        known = self._known.get(key)
        if known is not None and self._now() < min(known[0] + MEMORY, known[1].expires_at):
            return known[1]
        self._known.pop(key, None)
        # One who gives up waiting must not take the answer from the others.
        return await asyncio.shield(self._question(key, token))

    def _question(self, key: bytes, token: str) -> asyncio.Task[Caller]:
        """The question that is under way, unless its answer would be too old; else a new one."""
        asked = self._asked.get(key)
        if asked is not None and self._now() < asked[0] + MEMORY:
            return asked[1]
        began = self._now()
        task = asyncio.create_task(self._identity.verify(token))
        self._asked[key] = (began, task)
        task.add_done_callback(lambda done: self._answered(key, began, done))
        return task

    def _answered(self, key: bytes, began: datetime, task: asyncio.Task[Caller]) -> None:
        if self._asked.get(key, (began, None))[1] is task:
            del self._asked[key]
        # Asking for the exception also says that it was seen, should everybody have given up waiting.
        if task.cancelled() or task.exception() is not None:
            return
        self._known[key] = (began, task.result())
        if len(self._known) > CAPACITY:
            self._known.popitem(last=False)
