"""Fake of the port `StoredObjects`."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from momento_catalog.domain.errors import StoreUnavailable
from momento_catalog.domain.identifiers import UploadId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.identifiers import UserId


class InMemoryStoredObjects:
    """Remembers which keys were marked for removal, in their order; while `unreachable` it marks nothing."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.unreachable = False

    @property
    def released(self) -> list[UploadId]:
        """The uploads the copies of whose records were marked, as often as they were."""
        return [UploadId(PurePath(key).stem) for key in self.keys if "/records/" in key]

    def release(self, user_id: UserId, keys: Sequence[str], *, partly: bool = False) -> None:  # noqa: ARG002  # all are there
        self._reach()
        assert all(key.startswith(f"user-{user_id}/") for key in keys)
        self.keys += keys

    def _reach(self) -> None:
        if self.unreachable:
            raise StoreUnavailable("The catalog cannot reach its store just now; try again in a moment.")
