"""Port: which item has which bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.checksum import Holder, Sha256


class Checksums(Protocol):
    """Finds a user's items by their bytes; what it tells changes in the same transaction as the record."""

    def holders(self, user_id: UserId, checksums: Collection[Sha256]) -> Mapping[Sha256, Holder]:
        """The item that has each of `checksums`, in the trash or not; those that none has are left out.

        A hundred cost one request to the store; raises StoreUnavailable.
        """
