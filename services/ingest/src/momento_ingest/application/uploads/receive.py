"""Takes a file in with one request: everything up to the moment from which it cannot be lost."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from momento_ingest.application.uploads.create import admission_lock
from momento_ingest.domain.errors import InsufficientStorage, InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.uploads.admit import AdmitUpload, Declared
    from momento_ingest.application.uploads.create import CreateUpload
    from momento_ingest.application.uploads.repository import Uploads
    from momento_ingest.application.uploads.transfer_limiter import Transfers
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.uploads.policy import UploadPolicy
    from momento_ingest.domain.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that somebody sends.

    `declared.size_bytes` is as much of its length as follows from what was declared, and `at_most_bytes` is the most
    that it can be; None when nothing was declared.
    """

    declared: Declared
    chunks: AsyncIterator[bytes]
    fingerprint: str = ""
    at_most_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiveUpload:
    """Checks what is declared, spools the bytes, and writes the journal."""

    admit: AdmitUpload
    create: CreateUpload
    uploads: Uploads
    locks: Locks
    transfers: Transfers
    policy: UploadPolicy
    now: Callable[[], datetime]

    async def __call__(self, caller: Caller, incoming: Incoming, upload_id: UploadId) -> Upload:
        """The upload, safe in the spool. After an error nothing is left of it.

        Raises:
            UnsupportedMedia, TooLarge: what is declared, or what arrives, is not taken.
            InvalidInput: the file is empty.
            TooSlow: it came too slowly.
            IngestError: what `AdmitUpload` raises, and Unauthenticated or Unavailable when auth gives no leave.
        """
        limit = self.admit.check_declared(incoming.declared)
        async with self.transfers.slot(caller.user.user_id), self.locks.hold(upload_id.value):
            # Nobody else knows the id, and a held lock shows other replicas that its sender is there.
            upload = await self._entered(caller, incoming, upload_id, limit)
            arriving = _Arriving(self, caller, upload, incoming, limit)
            try:
                length = await self.uploads.spool.append(upload_id, 0, arriving.chunks())
                received = arriving.upload.receive(length, self.now())
                await self.uploads.save(received)
            except BaseException:
                # Its sender cannot go on with it: it would take up room until it expires.
                await self.uploads.forget(upload)
                raise
        return received

    async def _entered(self, caller: Caller, incoming: Incoming, upload_id: UploadId, limit: int) -> Upload:
        """Reserves the most that the file can be, if there is room for it: to extend an entry costs as much as one."""

        async def enter(size_bytes: int) -> Upload:
            declared = replace(incoming.declared, size_bytes=size_bytes)
            return await self.create.enter(
                caller, declared, upload_id, resumable=False, fingerprint=incoming.fingerprint
            )

        if incoming.at_most_bytes is not None:
            with suppress(TooLarge, InsufficientStorage):
                return await enter(min(incoming.at_most_bytes, limit))
        return await enter(incoming.declared.size_bytes)


class _Arriving:
    """A file as it comes, with room reserved for every byte before it is written."""

    def __init__(self, use: ReceiveUpload, caller: Caller, upload: Upload, incoming: Incoming, limit: int) -> None:
        self._use = use
        self._caller = caller
        self._incoming = incoming
        self._limit = limit
        self.upload = upload

    async def chunks(self) -> AsyncIterator[bytes]:
        received = 0
        async for chunk in self._incoming.chunks:
            received += len(chunk)
            self._use.policy.check_size(received, self._limit)
            if received > self.upload.size_bytes:
                await self._extend(received)
            yield chunk
        if received == 0:
            raise InvalidInput("FILE_EMPTY", "The file is empty; choose another one.")

    async def _extend(self, received: int) -> None:
        at_most = self._incoming.at_most_bytes
        limit = self._limit if at_most is None else min(self._limit, max(at_most, received))
        async with self._use.locks.hold(admission_lock(self._caller.user.user_id)):
            self.upload = await self._use.admit.extend(self._caller, self.upload, received, limit)
