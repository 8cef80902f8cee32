"""Order an archive now and come for it in a moment, as a browser does that saves what it is sent to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_ingest.application.ports.archive_orders import ArchiveOrder
from momento_ingest.domain.errors import Forbidden, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_ingest.application.ports.archive_orders import ArchiveOrders
    from momento_ingest.application.ports.identity import Caller, Client, Identity
    from momento_ingest.domain.identifiers import UploadId

LIFETIME: Final = timedelta(minutes=5)
"""How long somebody may take to come; what has begun then may take longer."""


@dataclass(frozen=True, slots=True)
class OrderArchive:
    """A page cannot send a token where it sends its browser, so a ticket stands for it: used once, and soon."""

    identity: Identity
    orders: ArchiveOrders
    new_ticket: Callable[[], str]
    now: Callable[[], datetime]

    async def at_once(self, caller: Caller, client: Client) -> ArchiveOrder:
        """The order of everything, for who has it made in the same request; raises Unauthenticated or Forbidden."""
        return await self._order(caller, client, ())

    async def ticket(
        self, caller: Caller, client: Client, selection: tuple[UploadId, ...] = ()
    ) -> tuple[str, datetime]:
        """A ticket for an archive of `selection`, or of everything, and when it expires.

        Raises:
            Unauthenticated, Forbidden: the caller may not read.
        """
        ticket, order = self.new_ticket(), await self._order(caller, client, selection)
        await self.orders.keep(ticket, order)
        return ticket, order.expires_at

    async def find(self, ticket: str) -> ArchiveOrder:
        """The order of a ticket, which stays good until it is claimed.

        Raises:
            NotFound: there is none, or somebody has come for it.
            Forbidden: it has expired.
        """
        return self._valid(await self.orders.find(ticket))

    async def claim(self, ticket: str) -> None:
        """Uses a ticket up: of several who come with it, one alone gets its archive; raises as `find` does."""
        self._valid(await self.orders.take(ticket))

    async def forget(self) -> None:
        """Drops what nobody came for."""
        await self.orders.forget(self.now() - LIFETIME)

    async def _order(self, caller: Caller, client: Client, selection: tuple[UploadId, ...]) -> ArchiveOrder:
        grant = await self.identity.grant_export(caller.token, client)
        return ArchiveOrder(grant, selection, self.now() + LIFETIME)

    def _valid(self, order: ArchiveOrder | None) -> ArchiveOrder:
        if order is None:
            raise NotFound("LINK_UNKNOWN", "This link was used already, or is not one of ours; ask for a new one.")
        if order.expires_at <= self.now():
            raise Forbidden("LINK_EXPIRED", "This link has expired; ask for a new one.")
        return order
