"""Begins an upload: admitted, granted, and in the journal before its first byte."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import InvalidInput
from momento_ingest.domain.uploads.upload import Upload

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_ingest.application.ports.identity import Caller, Identity
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.uploads.admit import AdmitUpload, Declared
    from momento_ingest.application.uploads.record_rejections import RecordRejections
    from momento_ingest.application.uploads.repository import Uploads
    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.uploads.capacity import Capacity


def admission_lock(user: UserId) -> str:
    """Name of the lock under which a user's uploads are counted and begun."""
    return f"admission-{user}"


@dataclass(frozen=True, slots=True)
class CreateUpload:
    """Makes the entry of an upload that its sender can resume."""

    admit: AdmitUpload
    identity: Identity
    uploads: Uploads
    locks: Locks
    report_refusals: RecordRejections
    capacity: Capacity
    new_id: Callable[[], UploadId]
    now: Callable[[], datetime]

    async def __call__(self, caller: Caller, declared: Declared) -> Upload:
        """The upload, which has no bytes yet.

        Raises:
            InvalidInput: the file is empty.
            IngestError: what `AdmitUpload` raises, and Unauthenticated or Unavailable when auth gives no leave.
        """
        async with self.report_refusals(caller, declared.file_name.value):
            if declared.size_bytes == 0:
                raise InvalidInput("FILE_EMPTY", "The file is empty; choose another one.")
            self.admit.check_declared(declared)
            return await self.enter(caller, declared, self.new_id(), resumable=True)

    async def enter(
        self, caller: Caller, declared: Declared, upload_id: UploadId, *, resumable: bool, fingerprint: str = ""
    ) -> Upload:
        """Admits a file and writes the entry `upload_id` for it; raises likewise."""
        async with self.locks.hold(admission_lock(caller.user.user_id)):
            await self.admit(caller, declared, upload_id)
            try:
                upload = await self._granted(caller, declared, upload_id)
                upload = replace(upload, resumable=resumable, fingerprint=fingerprint)
                await self.uploads.save(upload)
            except BaseException:
                self.uploads.ledger.release(upload_id)
                raise
        return upload

    async def _granted(self, caller: Caller, declared: Declared, upload_id: UploadId) -> Upload:
        grant = await self.identity.grant_upload(caller.token, upload_id)
        created = self.now()
        return Upload(
            upload_id=upload_id,
            user_id=caller.user.user_id,
            file_name=declared.file_name,
            size_bytes=declared.size_bytes,
            tags=declared.tags,
            grant=grant,
            created_at=created,
            expires_at=created + self.capacity.lifetime,
            declared_sha256=declared.sha256,
        )
