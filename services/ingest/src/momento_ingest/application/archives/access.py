"""Leave to read that is asked for again and again while an archive is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_ingest.application.accounts.token_cache import MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_ingest.application.ports.identity import Caller, Identity


class ArchiveAccess:
    """Trades the grant for a fresh token every few seconds, so that an archive ends soon after its session does."""

    def __init__(self, identity: Identity, grant: str, now: Callable[[], datetime]) -> None:
        self._identity = identity
        self._grant = grant
        self._now = now
        self._known: tuple[datetime, Caller] | None = None

    async def caller(self) -> Caller:
        """Whose archive it is, with a token that works now.

        Raises:
            Unauthenticated: the session has ended, or the grant has run out.
            Unavailable: auth does not answer.
        """
        if self._known is None or self._now() >= self._known[0] + MEMORY:
            self._known = self._now(), await self._identity.exchange_export_grant(self._grant)
        return self._known[1]

    async def token(self) -> str:
        """The token of `caller`; raises as that does."""
        return (await self.caller()).token
