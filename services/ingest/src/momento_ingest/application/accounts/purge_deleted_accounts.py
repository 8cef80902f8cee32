"""What is left to do for people who have left: their libraries are purged, and then they are forgotten."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import IngestError

if TYPE_CHECKING:
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.identity import Identity

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PurgeClosedLibraries:
    """Takes auth's leave to the catalog. Auth alone knows who has left; what is not done now it tells again."""

    identity: Identity
    catalog: Catalog

    async def __call__(self) -> None:
        """Purges what is due; one library that cannot be purged holds up no other. Raises Unavailable without auth."""
        for token in await self.identity.closed_libraries():
            try:
                while await self.catalog.purge_library(token):
                    pass
                await self.identity.erase_account(token)
            except IngestError as error:
                _logger.warning("library still to be purged", extra={"reason": error.reason})
