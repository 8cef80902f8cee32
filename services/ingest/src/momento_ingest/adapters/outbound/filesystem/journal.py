"""The journal as a folder: one small JSON file an upload, replaced as a whole."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from momento_ingest.domain.file_name import FileName
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.upload import Upload, UploadState

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.fernet import Fernet

_SUFFIX: Final = ".json"


class FilesystemJournal:
    """Keeps entries with the upload grant sealed: who can read the folder cannot use it."""

    def __init__(self, folder: Path, seal: Fernet) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._seal = seal

    async def write(self, upload: Upload) -> None:
        """See the port."""
        await asyncio.to_thread(self._write, self._path(upload.upload_id), self._encode(upload))

    async def entries(self) -> list[Upload]:
        """See the port."""
        return await asyncio.to_thread(self._entries)

    async def remove(self, upload_id: UploadId) -> None:
        """See the port."""
        await asyncio.to_thread(self._remove, self._path(upload_id))

    def _path(self, upload_id: UploadId) -> Path:
        return self._folder / f"{upload_id}{_SUFFIX}"

    def _entries(self) -> list[Upload]:
        uploads = [self._decode(path.read_bytes()) for path in self._folder.glob(f"*{_SUFFIX}")]
        return sorted(uploads, key=lambda upload: upload.received_at)

    def _write(self, path: Path, content: bytes) -> None:
        part = path.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        self._sync_folder()

    def _remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._sync_folder()

    def _sync_folder(self) -> None:
        # A file's name is part of its folder: without this a power cut can undo a rename.
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _encode(self, upload: Upload) -> bytes:
        fields = {field.name: getattr(upload, field.name) for field in dataclasses.fields(upload)}
        fields["grant"] = self._seal.encrypt(upload.grant.encode()).decode()
        fields["received_at"] = upload.received_at.isoformat()
        return json.dumps(fields, default=str).encode()

    def _decode(self, content: bytes) -> Upload:
        fields: dict[str, Any] = json.loads(content)
        return Upload(
            upload_id=UploadId(fields["upload_id"]),
            user_id=UserId(fields["user_id"]),
            file_name=FileName(fields["file_name"]),
            size_bytes=fields["size_bytes"],
            sha256=fields["sha256"],
            received_at=datetime.fromisoformat(fields["received_at"]),
            tags=tuple(fields["tags"]),
            grant=self._seal.decrypt(fields["grant"]).decode(),
            state=UploadState(fields["state"]),
        )
