"""The heart: a received upload is inspected, stored and recorded once, or it is refused and leaves no trace."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from momento_ingest.application.ports.object_store import StoredObject
from momento_ingest.application.release_objects import release_objects
from momento_ingest.domain.errors import ChecksumMismatch, IngestError, Unavailable
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.object_key import original_key, preview_key, record_key
from momento_ingest.domain.upload import Refusal, UploadState

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from momento_ingest.application.media_item import MediaItem
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.identity import Identity
    from momento_ingest.application.ports.inspector import Acceptance, Inspector, Preview
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.ports.object_store import ObjectStore
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.application.report_uploads import ReportUploads
    from momento_ingest.domain.upload import Upload

CHUNK_BYTES: Final = 256 * 1024
"""Measured best for a client-streaming call with grpcio."""
RECORD_CONTENT_TYPE: Final = "application/json"


class StoringDelayed(Exception):
    """An upload is not at its end yet, and it is certain or possible that parts of it are stored."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An upload that is done; `item` is what was recorded just now, if this upload became an item of its own."""

    upload: Upload
    item: MediaItem | None = None


@dataclass(frozen=True, slots=True)
class SettleUpload:
    """Brings an upload to its end."""

    inspector: Inspector
    identity: Identity
    object_store: ObjectStore
    catalog: Catalog
    spool: Spool
    journal: Journal
    locks: Locks
    report: ReportUploads

    async def __call__(self, upload: Upload) -> Settled:
        """The upload, done.

        Raises:
            IngestError: it is refused for good; its bytes are gone, and the journal keeps the reason.
            Unavailable: there is no verdict; not one byte was stored. Settle it again, or withdraw it.
            StoringDelayed: it may be half stored, or somebody else is at work on it. It must be settled again.
            NotFound: it was withdrawn meanwhile.
        """
        async with self.locks.attempt(upload.upload_id.value) as held:
            if not held:
                raise StoringDelayed("another process is at work on it")
            return await self._from_here(upload)

    async def when_free(self, upload: Upload) -> Settled:
        """The same, for whom it is worth to wait until nobody else is at work on it."""
        async with self.locks.hold(upload.upload_id.value):
            return await self._from_here(upload)

    async def reject(self, upload: Upload, error: IngestError) -> None:
        """Ends an upload for good; whoever calls it holds the upload's lock.

        Raises:
            StoringDelayed: parts of it are stored, and the store does not answer that is to let go of them.
        """
        journalled = await self.journal.read(upload.user_id, upload.upload_id)
        try:
            await release_objects(self.catalog, self.object_store, replace(upload, objects=journalled.objects))
        except Unavailable as silent:
            raise StoringDelayed(str(silent)) from silent
        await self.report.rejected(upload, error)
        await self.journal.write(upload.rejected(Refusal.of(error)))
        await self.spool.discard(upload.upload_id)

    async def withdraw(self, upload: Upload) -> None:
        """Forgets an upload of which nothing was stored; if it is at work or at its end already, StoringDelayed."""
        async with self.locks.attempt(upload.upload_id.value) as held:
            if (
                not held
                or (await self.journal.read(upload.user_id, upload.upload_id)).state is not UploadState.RECEIVED
            ):
                raise StoringDelayed("another process has gone on with it")
            await self.journal.remove(upload)
            await self.spool.discard(upload.upload_id)

    async def _from_here(self, upload: Upload) -> Settled:
        current = await self.journal.read(upload.user_id, upload.upload_id)
        if current.ended:
            return await self._told(current)
        if not current.complete:
            raise StoringDelayed("its last byte has not arrived")
        return await self._settle(current)

    async def _told(self, upload: Upload) -> Settled:
        await self.spool.discard(upload.upload_id)
        if upload.refusal is not None:
            raise upload.refusal.error()
        return Settled(upload)

    async def _settle(self, upload: Upload) -> Settled:
        upload = upload.hashed(await self.spool.sha256(upload.upload_id))
        try:
            async with self.locks.hold(f"{upload.user_id}-{upload.sha256}"):
                settled = await self._once(upload)
                await self._report_known(upload, settled.upload)
                await self.journal.write(settled.upload)
        except Unavailable:
            # People are told that it waits, and not that it is being scanned.
            await self.journal.write(_waiting(upload))
            raise
        except IngestError as error:
            await self.reject(upload, error)
            raise
        await self.spool.discard(upload.upload_id)
        return settled

    async def _report_known(self, upload: Upload, settled: Upload) -> None:
        # What became an item of its own is in its user's history since the catalog recorded it.
        if settled.outcome not in {None, upload.upload_id}:
            await self.report.already_there(upload, settled.outcome)

    async def _once(self, upload: Upload) -> Settled:
        """Settles it unless the same bytes are there; nobody else settles the same bytes of the same user now."""
        if upload.declared_sha256 not in {"", upload.sha256}:
            raise ChecksumMismatch("CHECKSUM_MISMATCH", "The file is not the one that was announced; send it again.")
        for other in await self.journal.under_way(upload.user_id):
            if other.upload_id != upload.upload_id and _storing(other) and other.sha256 == upload.sha256:
                raise StoringDelayed("the same bytes were half stored by another upload, which goes first")
        known = await self._known(upload)
        if known is not None:
            return Settled(upload.done(known))
        item = await self._store_and_record(upload, await self._inspected(upload))
        return Settled(upload.done(UploadId(item.upload_id)), item)

    async def _known(self, upload: Upload) -> UploadId | None:
        try:
            matches = await self.catalog.find_by_checksum(upload.grant, [upload.sha256])
        except Unavailable as error:
            # The file has arrived and only its record has to wait, so its sender need not send it again.
            raise StoringDelayed(str(error)) from error
        return matches[0].upload_id if matches else None

    async def _inspected(self, upload: Upload) -> Acceptance:
        if not _storing(upload):
            await self.journal.write(upload.at(UploadState.INSPECTING))
        chunks = self.spool.read(upload.upload_id, CHUNK_BYTES)
        acceptance = await self.inspector.inspect(upload.file_name, upload.size_bytes, chunks, upload.user_id.value)
        await self.identity.check_grant(upload.grant)
        return acceptance

    async def _store_and_record(self, upload: Upload, acceptance: Acceptance) -> MediaItem:
        await self.journal.write(upload.storing(_keys(upload, acceptance)))
        entry = self.catalog.entry(upload, acceptance)
        try:
            await self._store(upload, acceptance, entry)
            return await self.catalog.record(entry, upload.grant)
        except Unavailable as error:
            raise StoringDelayed(str(error)) from error

    async def _store(self, upload: Upload, acceptance: Acceptance, entry: bytes) -> None:
        key = original_key(upload.user_id, upload.upload_id, acceptance.kind, acceptance.extension)
        original = StoredObject(key, acceptance.content_type, upload.sha256)
        location = self.spool.location(upload.upload_id)
        await _all(
            self.object_store.put_file(upload.user_id, original, location, upload.size_bytes),
            *(self._store_preview(upload, preview) for preview in acceptance.previews),
        )
        # Last, because it says that all the others are there.
        await self._store_bytes(upload, record_key(upload.user_id, upload.upload_id), RECORD_CONTENT_TYPE, entry)

    async def _store_preview(self, upload: Upload, preview: Preview) -> None:
        key = preview_key(upload.user_id, upload.upload_id, preview.name, preview.extension)
        await self._store_bytes(upload, key, preview.content_type, preview.content)

    async def _store_bytes(self, upload: Upload, key: str, content_type: str, content: bytes) -> None:
        stored = StoredObject(key, content_type, hashlib.sha256(content).hexdigest())
        await self.object_store.put_bytes(upload.user_id, stored, content)


def _keys(upload: Upload, acceptance: Acceptance) -> tuple[str, ...]:
    user, upload_id = upload.user_id, upload.upload_id
    previews = (preview_key(user, upload_id, preview.name, preview.extension) for preview in acceptance.previews)
    original = original_key(user, upload_id, acceptance.kind, acceptance.extension)
    # The copy of the entry says that the others are there: where they are let go of, it goes first.
    return (record_key(user, upload_id), original, *previews)


def _storing(upload: Upload) -> bool:
    return upload.state is UploadState.STORING


def _waiting(upload: Upload) -> Upload:
    """As it was before the try: what may be half stored is never taken for untouched."""
    return upload if _storing(upload) else upload.at(UploadState.RECEIVED)


async def _all(*steps: Awaitable[None]) -> None:
    """Waits for every step, also when one fails, so that none goes on unseen; then raises the first failure."""
    for outcome in await asyncio.gather(*steps, return_exceptions=True):
        if outcome is not None:
            raise outcome
