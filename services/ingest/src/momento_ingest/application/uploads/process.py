"""A received upload is inspected, stored and recorded once, or it is refused and leaves no trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.application.ports.inspector import SlowFile
from momento_ingest.application.uploads.release_objects import release_objects
from momento_ingest.domain.errors import (
    ChecksumMismatch,
    IngestError,
    InsufficientStorage,
    NoVerdict,
    TooManyRequests,
    Unavailable,
)
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.identity import Identity
    from momento_ingest.application.ports.inspector import Acceptance, Inspector
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.uploads.repository import Uploads
    from momento_ingest.application.uploads.store import StoreUpload
    from momento_ingest.domain.library.media_item import MediaItem
    from momento_ingest.domain.uploads.upload import Upload

CHUNK_BYTES: Final = 256 * 1024
"""Measured best for a client-streaming call with grpcio."""


class RetryLater(Exception):
    """An upload is not at its end yet, for a reason that passes; it stays in the journal, and is tried again."""


class Contended(RetryLater):
    """Somebody else is at work on the upload, or on the same bytes; it is soon known what comes of it."""


@dataclass(frozen=True, slots=True)
class ProcessedUpload:
    """An upload that is done; `item` is what was recorded just now, if this upload became an item of its own."""

    upload: Upload
    item: MediaItem | None = None


@dataclass(frozen=True, slots=True)
class ProcessUpload:
    """Brings an upload to its end."""

    uploads: Uploads
    inspector: Inspector
    identity: Identity
    catalog: Catalog
    store: StoreUpload
    locks: Locks
    now: Callable[[], datetime]

    async def __call__(self, upload: Upload, *, slow: bool = False) -> ProcessedUpload:
        """The upload, done; `slow` if it is known to take long.

        Raises:
            IngestError: it is refused for good; its bytes are gone, and the journal keeps the reason.
            Unavailable: something that is needed is away, or busy; nothing was stored yet.
            RetryLater: it may be half stored, or somebody else is at work on it.
            SlowFile: it is not known to take long, and does; nothing was inspected.
            NotFound: it was ended meanwhile.
        """
        async with self.locks.attempt(upload.upload_id.value) as held:
            if not held:
                raise Contended("another process is at work on it")
            current = await self.uploads.load(upload.user_id, upload.upload_id)
            if current.ended:
                return outcome_of(current)
            if not current.complete:
                raise RetryLater("its last byte has not arrived")
            return await self._process(current, slow=slow)

    async def reject(self, upload: Upload, error: IngestError) -> None:
        """Ends an upload for good; anyone who calls it holds the upload's lock.

        Raises:
            RetryLater: parts of it are stored, and the catalog that is to have them removed does not answer.
        """
        current = await self.uploads.load(upload.user_id, upload.upload_id)
        await self._save_rejected(current.hashed(upload.sha256 or current.sha256).reject(error, self.now()))

    async def _process(self, upload: Upload, *, slow: bool) -> ProcessedUpload:
        try:
            upload = upload.hashed(await self._sha256(upload))
            async with self.locks.attempt(f"{upload.user_id}-{upload.sha256}") as held:
                if not held:
                    raise Contended("the same bytes are being processed")
                processed = await self._decide(upload, slow=slow)
                await self.uploads.save(processed.upload)
        except NoVerdict as error:
            await self._count(upload, error)
            raise
        except (Unavailable, SlowFile):
            # People are shown that it waits, and not that it is being scanned.
            current = await self.uploads.load(upload.user_id, upload.upload_id)
            await self.uploads.note(current.hashed(upload.sha256 or current.sha256).wait())
            raise
        except RetryLater:
            await self._keep_hash(upload)
            raise
        except (InsufficientStorage, TooManyRequests) as error:
            raise RetryLater(str(error)) from error
        except IngestError as error:
            await self.reject(upload, error)
            raise
        return processed

    async def _keep_hash(self, upload: Upload) -> None:
        current = await self.uploads.load(upload.user_id, upload.upload_id)
        if current.sha256 != upload.sha256:
            await self.uploads.note(current.hashed(upload.sha256))

    async def _sha256(self, upload: Upload) -> str:
        if upload.state is UploadState.STORING and upload.sha256:
            return upload.sha256
        try:
            # Nobody writes to a file that has arrived: what an earlier try has hashed need not be read again.
            if upload.sha256 and await self.uploads.spool.length(upload.upload_id) == upload.size_bytes:
                return upload.sha256
            return await self.uploads.spool.sha256(upload.upload_id)
        except FileNotFoundError as error:
            raise NoVerdict("SPOOLED_FILE_MISSING", "The file is not there; send it again.") from error

    async def _count(self, upload: Upload, error: NoVerdict) -> None:
        current = await self.uploads.load(upload.user_id, upload.upload_id)
        counted = current.hashed(upload.sha256).no_verdict(self.now())
        if counted.refusal is None:
            await self.uploads.note(counted)
        else:
            await self._save_rejected(counted)
            raise counted.refusal.error() from error

    async def _save_rejected(self, rejected: Upload) -> None:
        try:
            await release_objects(self.catalog, rejected)
        except (Unavailable, TooManyRequests) as silent:
            raise RetryLater(str(silent)) from silent
        await self.uploads.save(rejected)

    async def _decide(self, upload: Upload, *, slow: bool) -> ProcessedUpload:
        """Stores it unless the same bytes are there; nobody else processes the same bytes of the same user now."""
        if upload.declared_sha256 not in {"", upload.sha256}:
            raise ChecksumMismatch("CHECKSUM_MISMATCH", "The file is not the one that was announced; send it again.")
        for other in await self.uploads.journal.under_way(upload.user_id):
            if other.upload_id != upload.upload_id and _storing(other) and other.sha256 == upload.sha256:
                raise RetryLater("the same bytes were half stored by another upload, which goes first")
        known = await self._known(upload)
        if known is not None:
            return ProcessedUpload(upload.finish(known))
        upload = upload.inspect()
        upload, item = await self._store_and_record(upload, await self._inspected(upload, slow=slow))
        return ProcessedUpload(upload.finish(UploadId(item.upload_id)), item)

    async def _known(self, upload: Upload) -> UploadId | None:
        try:
            matches = await self.catalog.find_by_checksum(upload.grant, [upload.sha256])
        except Unavailable as error:
            raise RetryLater(str(error)) from error
        return matches[0].upload_id if matches else None

    async def _inspected(self, upload: Upload, *, slow: bool) -> Acceptance:
        await self.uploads.note(upload)
        chunks = self.uploads.spool.read(upload.upload_id, CHUNK_BYTES)
        acceptance = await self.inspector.inspect(
            upload.file_name, upload.size_bytes, chunks, upload.user_id.value, slow=slow
        )
        await self.identity.check_grant(upload.grant)
        return acceptance

    async def _store_and_record(self, upload: Upload, acceptance: Acceptance) -> tuple[Upload, MediaItem]:
        entry = self.catalog.entry(upload, acceptance)
        upload = upload.store(self.store.keys(upload, acceptance), entry.decode())
        # Where there is no room to note the keys, a crash beside a refusal may leave objects without a record:
        # better than a full disk that cannot empty.
        await self.uploads.note(upload)
        try:
            copied = await self.store(upload, acceptance)
            return upload, await self.catalog.record(upload.record.encode(), upload.grant, copied=copied)
        except Unavailable as error:
            raise RetryLater(str(error)) from error


def outcome_of(upload: Upload) -> ProcessedUpload:
    """What became of an upload that has ended; raises what it was refused with."""
    if upload.refusal is not None:
        raise upload.refusal.error()
    return ProcessedUpload(upload)


def _storing(upload: Upload) -> bool:
    return upload.state is UploadState.STORING
