"""Idempotency keys as small files beside the journal, named by a hash: a key may hold any character."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momento_ingest.adapters.outbound.filesystem.atomic_write import private_folder
from momento_ingest.adapters.outbound.filesystem.current_names import current
from momento_ingest.adapters.outbound.filesystem.disk_threads import DiskThreads
from momento_ingest.adapters.outbound.filesystem.fullness import no_room_is_spool_full
from momento_ingest.adapters.outbound.filesystem.shared_folder import (
    keep_file,
    remove_older,
    remove_torn,
    remove_unused,
)
from momento_ingest.domain.identifiers import UploadId

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.identifiers import UserId

_FOLDER: Final = "keys"
_SUFFIX: Final = ".key"
_THREADS: Final = 2


class FilesystemIdempotencyKeys:
    """One file a key, in a folder of its user."""

    def __init__(self, folder: Path) -> None:
        """Keeps keys in `folder`/user/keys."""
        self._folder = private_folder(folder)
        self._threads = DiskThreads("keys", _THREADS)

    async def find(self, user: UserId, key: str) -> UploadId | None:
        """See the port."""
        try:
            return UploadId(await self._threads.run(current, Path.read_text, self._path(user, key)))
        except FileNotFoundError:
            return None

    async def remember(self, user: UserId, key: str, upload_id: UploadId) -> None:
        """See the port."""
        with no_room_is_spool_full():
            await self._threads.run(keep_file, self._path(user, key), upload_id.value.encode())

    async def forget(self, before: datetime) -> None:
        """See the port."""
        await self._threads.run(self._forget, before.timestamp())

    def _path(self, user: UserId, key: str) -> Path:
        return self._folder / user.value / _FOLDER / f"{hashlib.sha256(key.encode()).hexdigest()}{_SUFFIX}"

    def _forget(self, before: float) -> None:
        for folder in self._folder.iterdir():
            remove_older(folder / _FOLDER, _SUFFIX, before)
            remove_torn(folder / _FOLDER)
            remove_unused(folder / _FOLDER, before)
