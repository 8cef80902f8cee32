"""Orders as small sealed files on the disk that replicas share."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momento_ingest.adapters.outbound.filesystem.atomic_write import private_folder, replace_file
from momento_ingest.adapters.outbound.filesystem.current_names import current, remove, unless_gone
from momento_ingest.adapters.outbound.filesystem.disk_threads import DiskThreads
from momento_ingest.adapters.outbound.filesystem.fullness import no_room_is_spool_full
from momento_ingest.adapters.outbound.filesystem.quarantine import Unreadable, UnreadableLog, reading
from momento_ingest.application.ports.archive_orders import ArchiveOrder
from momento_ingest.domain.identifiers import UploadId

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_SUFFIX: Final = ".order"
_TAKEN: Final = ".taken"
_THREADS: Final = 2


class FilesystemArchiveOrders:
    """One file an order, named by the hash of its ticket: who can read the disk cannot come for an archive."""

    def __init__(self, folder: Path, seal: MultiFernet) -> None:
        self._folder = private_folder(folder)
        self._threads = DiskThreads("archive-orders", _THREADS)
        self._seal = seal
        self._log = UnreadableLog("archive order")

    async def keep(self, ticket: str, order: ArchiveOrder) -> None:
        """See the port."""
        fields = {
            "grant": order.grant,
            "selection": [it.value for it in order.selection],
            "expires_at": order.expires_at.isoformat(),
        }
        sealed = self._seal.encrypt(json.dumps(fields).encode())
        with no_room_is_spool_full():
            await self._threads.run(replace_file, self._path(ticket), sealed)

    async def find(self, ticket: str) -> ArchiveOrder | None:
        """See the port."""
        path = self._path(ticket)
        return self._opened(path, await self._threads.run(self._read, path))

    async def take(self, ticket: str) -> ArchiveOrder | None:
        """See the port."""
        path = self._path(ticket)
        return self._opened(path, await self._threads.run(self._take, path))

    async def forget(self, before: datetime) -> None:
        """See the port."""
        await self._threads.run(self._forget, before.timestamp())

    def _opened(self, path: Path, sealed: bytes | None) -> ArchiveOrder | None:
        try:
            with reading():
                return None if sealed is None else self._unsealed(sealed)
        except Unreadable as error:
            # Its owner orders anew, as for one that has run out.
            self._log.tell(path, error)
            return None

    def _unsealed(self, sealed: bytes) -> ArchiveOrder:
        fields = json.loads(self._seal.decrypt(sealed))
        selection = tuple(map(UploadId, fields["selection"]))
        return ArchiveOrder(fields["grant"], selection, datetime.fromisoformat(fields["expires_at"]))

    def _path(self, ticket: str) -> Path:
        return self._folder / f"{hashlib.sha256(ticket.encode()).hexdigest()}{_SUFFIX}"

    @staticmethod
    def _read(path: Path) -> bytes | None:
        try:
            return current(Path.read_bytes, path)
        except FileNotFoundError:
            return None

    @staticmethod
    def _take(path: Path) -> bytes | None:
        taken = path.with_suffix(_TAKEN)
        try:
            # Of several processes one alone can rename it, over NFS too.
            current(lambda it: it.rename(taken), path)
        except FileNotFoundError:
            return None
        sealed = taken.read_bytes()
        remove(taken)
        return sealed

    def _forget(self, before: float) -> None:
        for path in self._folder.glob("*"):
            with unless_gone():  # somebody has come for it since the folder was listed
                if path.stat().st_mtime < before:
                    path.unlink()
