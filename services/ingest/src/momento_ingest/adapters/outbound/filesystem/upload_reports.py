"""Reports as small files beside the journal, with the leave to tell them sealed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from momento_ingest.adapters.outbound.filesystem.current_names import current, remove
from momento_ingest.adapters.outbound.filesystem.disk_threads import DiskThreads
from momento_ingest.adapters.outbound.filesystem.durable import add_file, private_folder
from momento_ingest.adapters.outbound.filesystem.shared_folder import files_in, remove_torn
from momento_ingest.adapters.outbound.filesystem.unreadable import Unreadable, UnreadableLog, reading
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.upload_report import UploadEnd, UploadReport

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_SUFFIX: Final = ".json"
_THREADS: Final = 2


class FilesystemUploadReports:
    """One file a report, named by what makes it the same as another."""

    def __init__(self, folder: Path, seal: MultiFernet) -> None:
        self._folder = private_folder(folder)
        self._threads = DiskThreads("reports", _THREADS)
        self._seal = seal
        self._log = UnreadableLog("upload report")

    async def keep(self, report: UploadReport, grant: str) -> None:
        """See the port."""
        await self._threads.run(self._keep, report, grant)

    async def kept(self) -> list[tuple[UploadReport, str]]:
        """See the port."""
        return await self._threads.run(self._kept)

    async def told(self, report: UploadReport) -> None:
        """See the port."""
        await self._threads.run(remove, self._path(report))

    def _path(self, report: UploadReport) -> Path:
        name = hashlib.sha256("\0".join(report.key).encode()).hexdigest()
        return self._folder / f"{name}{_SUFFIX}"

    def _keep(self, report: UploadReport, grant: str) -> None:
        path = self._path(report)
        # One that this machine still sees though it is gone was published: then it need not be kept again.
        if not path.exists():
            fields = dataclasses.asdict(report)
            fields.update(user_id=report.user_id.value, upload_id=report.upload_id.value, at=report.at.isoformat())
            add_file(path, json.dumps({**fields, "grant": self._seal.encrypt(grant.encode()).decode()}).encode())

    def _kept(self) -> list[tuple[UploadReport, str]]:
        found = []
        remove_torn(self._folder)
        for path in files_in(self._folder, _SUFFIX):
            try:
                with reading():
                    found.append(self._read(json.loads(current(Path.read_bytes, path))))
            except FileNotFoundError:
                continue  # another replica has told it since the folder was listed
            except Unreadable as error:
                self._log.tell(path, error)
        return sorted(found, key=lambda entry: (entry[0].at, entry[0].upload_id.value))

    def _read(self, fields: dict[str, Any]) -> tuple[UploadReport, str]:
        grant = self._seal.decrypt(fields.pop("grant")).decode()
        user_id, upload_id = UserId(fields.pop("user_id")), UploadId(fields.pop("upload_id"))
        end, at = UploadEnd(fields.pop("end")), datetime.fromisoformat(fields.pop("at"))
        return UploadReport(user_id, upload_id, end, at, **fields), grant
