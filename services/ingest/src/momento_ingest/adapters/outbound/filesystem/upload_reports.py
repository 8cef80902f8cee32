"""Reports as small files beside the journal, with the leave to publish them sealed."""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from momento_ingest.adapters.outbound.filesystem.atomic_write import add_file, private_folder
from momento_ingest.adapters.outbound.filesystem.current_names import current, remove
from momento_ingest.adapters.outbound.filesystem.disk_threads import DiskThreads
from momento_ingest.adapters.outbound.filesystem.fullness import no_room_is_spool_full
from momento_ingest.adapters.outbound.filesystem.quarantine import Unreadable, UnreadableLog, reading
from momento_ingest.adapters.outbound.filesystem.report_fields import decoded_report, encoded_report
from momento_ingest.adapters.outbound.filesystem.shared_folder import files_in, remove_older, remove_torn

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

    from momento_ingest.domain.uploads.upload_event import UploadReport

_SUFFIX: Final = ".json"
_THREADS: Final = 2
_QUARANTINE: Final = "aside"
_QUARANTINE_SECONDS: Final = 30 * 24 * 3600
"""How long an operator has to look at what was set aside; its leave has run out long before."""


class FilesystemUploadReports:
    """One file a report, named by what makes it the same as another."""

    def __init__(self, folder: Path, seal: MultiFernet) -> None:
        self._folder = private_folder(folder)
        self._threads = DiskThreads("reports", _THREADS)
        self._seal = seal
        self._log = UnreadableLog("upload report")

    async def add(self, report: UploadReport, grant: str) -> None:
        """See the port."""
        await self._threads.run(self._add, report, grant)

    async def pending(self) -> list[tuple[UploadReport, str]]:
        """See the port."""
        return await self._threads.run(self._pending)

    async def remove(self, report: UploadReport) -> None:
        """See the port."""
        await self._threads.run(remove, self._path(report))

    async def set_aside(self, report: UploadReport) -> None:
        """See the port. An operator who moves the file back has it published."""
        await self._threads.run(self._quarantined, report)

    def _path(self, report: UploadReport) -> Path:
        name = hashlib.sha256("\0".join(report.key).encode()).hexdigest()
        return self._folder / f"{name}{_SUFFIX}"

    def _quarantined(self, report: UploadReport) -> None:
        path, quarantined = self._path(report), private_folder(self._folder / _QUARANTINE)
        with suppress(FileNotFoundError):
            path.rename(quarantined / path.name)
        remove_older(quarantined, _SUFFIX, time.time() - _QUARANTINE_SECONDS)

    def _add(self, report: UploadReport, grant: str) -> None:
        path = self._path(report)
        # One that this machine still sees though it is gone was published: then it need not be kept again.
        if not path.exists():
            fields = {**encoded_report(report), "grant": self._seal.encrypt(grant.encode()).decode()}
            with no_room_is_spool_full():
                add_file(path, json.dumps(fields).encode())

    def _pending(self) -> list[tuple[UploadReport, str]]:
        found = []
        remove_torn(self._folder)
        for path in files_in(self._folder, _SUFFIX):
            try:
                with reading():
                    found.append(self._read(json.loads(current(Path.read_bytes, path))))
            except FileNotFoundError:
                continue  # another replica has published it since the folder was listed
            except Unreadable as error:
                self._log.tell(path, error)
        return sorted(found, key=lambda entry: (entry[0].at, entry[0].upload_id.value))

    def _read(self, fields: dict[str, Any]) -> tuple[UploadReport, str]:
        grant = self._seal.decrypt(fields.pop("grant")).decode()
        return decoded_report(fields), grant
