"""Reports as small files beside the journal, with the leave to tell them sealed."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from momento_ingest.adapters.outbound.filesystem.durable import private_folder, replace_file
from momento_ingest.adapters.outbound.filesystem.unreadable import Unreadable, UnreadableLog, reading
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.upload_report import UploadEnd, UploadReport

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.fernet import MultiFernet

_SUFFIX: Final = ".json"


class FilesystemUploadReports:
    """One file a report, named by what makes it the same as another."""

    def __init__(self, folder: Path, seal: MultiFernet) -> None:
        self._folder = private_folder(folder)
        self._seal = seal
        self._log = UnreadableLog("upload report")

    async def keep(self, report: UploadReport, grant: str) -> None:
        """See the port."""
        await asyncio.to_thread(self._keep, report, grant)

    async def kept(self) -> list[tuple[UploadReport, str]]:
        """See the port."""
        return await asyncio.to_thread(self._kept)

    async def told(self, report: UploadReport) -> None:
        """See the port."""
        await asyncio.to_thread(self._path(report).unlink, missing_ok=True)

    def _path(self, report: UploadReport) -> Path:
        name = hashlib.sha256("\0".join(report.key).encode()).hexdigest()
        return self._folder / f"{name}{_SUFFIX}"

    def _keep(self, report: UploadReport, grant: str) -> None:
        path = self._path(report)
        if not path.exists():
            fields = dataclasses.asdict(report)
            fields.update(user_id=report.user_id.value, upload_id=report.upload_id.value, at=report.at.isoformat())
            replace_file(path, json.dumps({**fields, "grant": self._seal.encrypt(grant.encode()).decode()}).encode())

    def _kept(self) -> list[tuple[UploadReport, str]]:
        found = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            try:
                with reading():
                    found.append(self._read(json.loads(path.read_bytes())))
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
