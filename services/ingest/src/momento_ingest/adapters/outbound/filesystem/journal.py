"""The journal as a folder a user: one small JSON file an upload, replaced as a whole.

What has ended is moved to a folder of its own, so that looking for work costs what there is to do, not what was done.
Each entry lies in one of the two places at any moment: a reader who looks there in this order finds it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from momento_ingest.adapters.outbound.filesystem.atomic_write import private_folder, sync_folder
from momento_ingest.adapters.outbound.filesystem.current_names import current, remove
from momento_ingest.adapters.outbound.filesystem.disk_threads import DiskThreads
from momento_ingest.adapters.outbound.filesystem.fullness import no_room_is_spool_full
from momento_ingest.adapters.outbound.filesystem.journal_entry import decoded, encoded
from momento_ingest.adapters.outbound.filesystem.known_files import KnownFiles
from momento_ingest.adapters.outbound.filesystem.quarantine import Unreadable, UnreadableLog, reading
from momento_ingest.adapters.outbound.filesystem.shared_folder import (
    files_in,
    in_folder,
    keep_file,
    remove_older,
    remove_torn,
    remove_unused,
)
from momento_ingest.application.ports.journal import UnderWay
from momento_ingest.domain.errors import Unavailable
from momento_ingest.domain.identifiers import UploadId, unknown_upload

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from cryptography.fernet import MultiFernet

    from momento_ingest.domain.identifiers import UserId
    from momento_ingest.domain.uploads.upload import Upload

_SUFFIX: Final = ".json"
_ENDED: Final = "ended"
_THREADS: Final = 8
_REMEMBERED: Final = 5000
"""Entries, of some 2 kB each, that need not be unsealed and read again as long as nobody has replaced them."""


class FilesystemJournal:
    """Keeps entries with the upload grant sealed: who can read the folder cannot use it."""

    def __init__(self, folder: Path, seal: MultiFernet) -> None:
        self._folder = private_folder(folder)
        self._threads = DiskThreads("journal", _THREADS)
        self._seal = seal
        self._log = UnreadableLog("upload")
        self._entries = KnownFiles(lambda content: decoded(content, seal), _REMEMBERED)

    async def write(self, upload: Upload) -> None:
        """See the port."""
        await self._threads.run(self._write, upload)

    async def archive(self, upload: Upload) -> None:
        """See the port."""
        await self._threads.run(self._archive, upload)

    async def read(self, user: UserId, upload_id: UploadId) -> Upload:
        """See the port."""
        return await self._threads.run(self._read, user, upload_id)

    async def under_way(self, user: UserId) -> list[Upload]:
        """See the port."""
        return (await self._threads.run(self._under_way, [self._folder / user.value])).uploads

    async def all_under_way(self) -> UnderWay:
        """See the port."""
        return await self._threads.run(lambda: self._under_way(self._folder.iterdir()))

    async def remove(self, upload: Upload) -> None:
        """See the port."""
        await self._threads.run(self._remove, upload)

    async def forget_ended(self, before: datetime) -> None:
        """See the port."""
        await self._threads.run(self._forget_ended, before.timestamp())

    def _under_way_path(self, user: UserId, upload_id: UploadId) -> Path:
        return self._folder / user.value / f"{upload_id}{_SUFFIX}"

    def _ended_path(self, user: UserId, upload_id: UploadId) -> Path:
        return self._folder / user.value / _ENDED / f"{upload_id}{_SUFFIX}"

    def _write(self, upload: Upload) -> None:
        with no_room_is_spool_full():
            path = self._under_way_path(upload.user_id, upload.upload_id)
            keep_file(path, encoded(upload, self._seal))
            self._entries.forget(path)

    def _archive(self, upload: Upload) -> None:
        self._write(upload)
        self._move(self._under_way_path(upload.user_id, upload.upload_id))

    def _move(self, path: Path) -> None:
        # Not synced: where a power cut undoes it, the entry still says that it has ended, and is moved again.
        ended = path.parent / _ENDED
        with suppress(FileNotFoundError):  # another replica was faster
            in_folder(ended, lambda: path.rename(ended / path.name))

    def _read(self, user: UserId, upload_id: UploadId) -> Upload:
        try:
            return self._opened(self._under_way_path(user, upload_id), self._ended_path(user, upload_id))
        except FileNotFoundError:
            raise unknown_upload() from None
        except Unreadable as error:
            sentence = "What was noted of this upload cannot be read; nothing of it was deleted. Try again later."
            raise Unavailable("UPLOAD_UNREADABLE", sentence) from error

    def _under_way(self, folders: Iterable[Path]) -> UnderWay:
        uploads: list[Upload] = []
        unpublished: list[Upload] = []
        unreadable: set[UploadId] = set()
        for path in (path for folder in folders for path in files_in(folder, _SUFFIX)):
            try:
                upload = self._opened(path)
            except FileNotFoundError:
                continue  # it ended since the folder was listed
            except Unreadable:
                unreadable.add(UploadId(path.stem))
                continue
            if upload.events:
                unpublished.append(upload)
            elif upload.ended:
                # A crash came between writing it and moving it.
                self._move(path)
            elif (path.parent / _ENDED / path.name).exists():
                # Written by a version that kept two entries for a moment, and crashed in that moment.
                remove(path)
            else:
                uploads.append(upload)
        uploads.sort(key=lambda upload: (upload.created_at, upload.upload_id.value))
        return UnderWay(uploads, frozenset(unreadable), tuple(unpublished))

    def _opened(self, path: Path, *others: Path) -> Upload:
        try:
            with reading():
                return current(self._entries.read, path, *others)
        except Unreadable as error:
            self._log.tell(path, error, user_id=path.relative_to(self._folder).parts[0], upload_id=path.stem)
            raise

    def _remove(self, upload: Upload) -> None:
        for path in (
            self._under_way_path(upload.user_id, upload.upload_id),
            self._ended_path(upload.user_id, upload.upload_id),
        ):
            remove(path)
            with suppress(FileNotFoundError):
                sync_folder(path.parent)

    def _forget_ended(self, before: float) -> None:
        for folder in self._folder.iterdir():
            remove_older(folder / _ENDED, _SUFFIX, before)
            remove_torn(folder / _ENDED)
            remove_torn(folder)
            # Else looking for work would cost what there are users, not what there is to do.
            remove_unused(folder / _ENDED, before)
            remove_unused(folder, before)
