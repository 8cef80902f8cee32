"""The journal as a folder a user: one small JSON file an upload, replaced as a whole.

What has ended lies in a folder of its own, so that looking for work costs what there is to do, not what was done.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from momento_ingest.adapters.outbound.filesystem.durable import private_folder, sync_folder
from momento_ingest.adapters.outbound.filesystem.journal_entry import decoded, encoded
from momento_ingest.adapters.outbound.filesystem.shared_folder import (
    files_in,
    keep_file,
    remove_older,
    remove_unused,
)
from momento_ingest.adapters.outbound.filesystem.unreadable import Unreadable, UnreadableLog, reading
from momento_ingest.application.ports.journal import UnderWay
from momento_ingest.domain.errors import Unavailable
from momento_ingest.domain.identifiers import UploadId, unknown_upload

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from cryptography.fernet import MultiFernet

    from momento_ingest.domain.identifiers import UserId
    from momento_ingest.domain.upload import Upload

_SUFFIX: Final = ".json"
_ENDED: Final = "ended"


class FilesystemJournal:
    """Keeps entries with the upload grant sealed: who can read the folder cannot use it."""

    def __init__(self, folder: Path, seal: MultiFernet) -> None:
        self._folder = private_folder(folder)
        self._seal = seal
        self._log = UnreadableLog("upload")

    async def write(self, upload: Upload) -> None:
        """See the port."""
        await asyncio.to_thread(self._write, upload)

    async def read(self, user: UserId, upload_id: UploadId) -> Upload:
        """See the port."""
        return await asyncio.to_thread(self._read, user, upload_id)

    async def under_way(self, user: UserId) -> list[Upload]:
        """See the port."""
        return (await asyncio.to_thread(self._under_way, [self._folder / user.value])).uploads

    async def all_under_way(self) -> UnderWay:
        """See the port."""
        return await asyncio.to_thread(lambda: self._under_way(self._folder.iterdir()))

    async def remove(self, upload: Upload) -> None:
        """See the port."""
        await asyncio.to_thread(self._remove, upload)

    async def forget_ended(self, before: datetime) -> None:
        """See the port."""
        await asyncio.to_thread(self._forget_ended, before.timestamp())

    def _under_way_path(self, user: UserId, upload_id: UploadId) -> Path:
        return self._folder / user.value / f"{upload_id}{_SUFFIX}"

    def _ended_path(self, user: UserId, upload_id: UploadId) -> Path:
        return self._folder / user.value / _ENDED / f"{upload_id}{_SUFFIX}"

    def _write(self, upload: Upload) -> None:
        path = self._under_way_path(upload.user_id, upload.upload_id)
        if not upload.ended:
            keep_file(path, encoded(upload, self._seal))
            return
        ended = self._ended_path(upload.user_id, upload.upload_id)
        keep_file(ended, encoded(upload, self._seal))
        # Not synced: where a power cut brings it back, the ended entry counts.
        path.unlink(missing_ok=True)

    def _read(self, user: UserId, upload_id: UploadId) -> Upload:
        # One that ends between the two looks is found by the third.
        places = (self._ended_path, self._under_way_path, self._ended_path)
        for place in places:
            try:
                return self._opened(place(user, upload_id))
            except FileNotFoundError:
                continue
            except Unreadable as error:
                sentence = "What was noted of this upload cannot be read; nothing of it was deleted. Try again later."
                raise Unavailable("UPLOAD_UNREADABLE", sentence) from error
        raise unknown_upload()

    def _under_way(self, folders: Iterable[Path]) -> UnderWay:
        uploads, unreadable = [], set()
        for path in (path for folder in folders for path in files_in(folder, _SUFFIX)):
            if (path.parent / _ENDED / path.name).exists():
                # A crash between the two steps of ending it has left its former entry.
                path.unlink(missing_ok=True)
                continue
            try:
                uploads.append(self._opened(path))
            except FileNotFoundError:
                continue  # it ended since the folder was listed
            except Unreadable:
                unreadable.add(UploadId(path.stem))
        uploads.sort(key=lambda upload: (upload.created_at, upload.upload_id.value))
        return UnderWay(uploads, frozenset(unreadable))

    def _opened(self, path: Path) -> Upload:
        try:
            with reading():
                return decoded(path.read_bytes(), self._seal)
        except Unreadable as error:
            self._log.tell(path, error, user_id=path.relative_to(self._folder).parts[0], upload_id=path.stem)
            raise

    def _remove(self, upload: Upload) -> None:
        for path in (
            self._under_way_path(upload.user_id, upload.upload_id),
            self._ended_path(upload.user_id, upload.upload_id),
        ):
            path.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                sync_folder(path.parent)

    def _forget_ended(self, before: float) -> None:
        for folder in self._folder.iterdir():
            remove_older(folder / _ENDED, _SUFFIX, before)
            # Else looking for work would cost what there are users, not what there is to do.
            remove_unused(folder / _ENDED, before)
            remove_unused(folder, before)
