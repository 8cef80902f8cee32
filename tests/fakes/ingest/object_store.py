"""An object store in memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import Rejected, Unavailable

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_ingest.application.ports.object_store import StoredObject
    from momento_ingest.domain.identifiers import UserId


@dataclass
class InMemoryObjectStore(Fallible):
    """Objects by key; never overwrites. `read` says how a file's location becomes bytes.

    Keys that contain one of `unreachable` cannot be written, as when the store fails in the middle of an upload.
    """

    read: Callable[[str], bytes] = lambda location: Path(location).read_bytes()
    objects: dict[str, tuple[StoredObject, bytes]] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)

    async def put_file(self, user: UserId, stored: StoredObject, location: str, size_bytes: int) -> None:
        content = self.read(location)
        if len(content) != size_bytes:
            raise _damaged()
        self._put(user, stored, content)

    async def put_bytes(self, user: UserId, stored: StoredObject, content: bytes) -> bool:
        return self._put(user, stored, content)

    def _put(self, user: UserId, stored: StoredObject, content: bytes) -> bool:
        self.step(f"store {stored.key}")
        outside = not stored.key.startswith(f"user-{user}/")
        if outside or any(part in stored.key for part in self.unreachable):
            raise Unavailable("STORE_UNAVAILABLE", "The storage did not take the file.")
        if hashlib.sha256(content).hexdigest() != stored.sha256:
            raise _damaged()
        new = (stored, content)
        return self.objects.setdefault(stored.key, new) is new


def _damaged() -> Rejected:
    return Rejected("SPOOL_DAMAGED", "The file was damaged while it waited; send it again.")
