"""Port: the objects of an item, and what may become of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.identifiers import UserId


class StoredObjects(Protocol):
    """Marks objects for removal. No service can remove one itself."""

    def release(self, user_id: UserId, keys: Sequence[str], *, partly: bool = False) -> None:
        """Marks objects of a user, in the order of `keys`: the copy of a record comes before what it lists.

        The store removes what is marked within days. Marking again is no error, nor is an object that is gone. With
        `partly`, of an upload that may be stored in part, an object that the store denies is taken as not there.
        Raises StoreUnavailable; some are then marked and some are not.
        """
