"""The heart: a received upload is inspected, stored and recorded, or it is refused and leaves no trace."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.application.ports.object_store import StoredObject
from momento_ingest.domain.errors import IngestError, Unavailable
from momento_ingest.domain.object_key import original_key, preview_key, record_key
from momento_ingest.domain.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from momento_ingest.application.media_item import MediaItem
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.identity import Identity
    from momento_ingest.application.ports.inspector import Acceptance, Inspector, Preview
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.object_store import ObjectStore
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.domain.upload import Upload

CHUNK_BYTES: Final = 256 * 1024
"""Measured best for a client-streaming call with grpcio."""
RECORD_CONTENT_TYPE: Final = "application/json"


class StoringDelayed(Exception):
    """A clean file could not be stored or recorded completely yet."""


@dataclass(frozen=True, slots=True)
class SettleUpload:
    """Brings an upload to its end."""

    inspector: Inspector
    identity: Identity
    object_store: ObjectStore
    catalog: Catalog
    spool: Spool
    journal: Journal

    async def __call__(self, upload: Upload) -> MediaItem:
        """The catalogued item.

        Raises:
            Rejected, UnsupportedMedia, Unauthenticated: it is refused for good; spool and journal hold nothing of it.
            Unavailable: there is no verdict; not one byte was stored. Settle it again, or withdraw it.
            StoringDelayed: it was found clean, and is only half stored. It must be settled again.
        """
        try:
            item = await self._settle(upload)
        except Unavailable:
            raise
        except IngestError:
            await self.withdraw(upload)
            raise
        await self.withdraw(upload)
        return item

    async def withdraw(self, upload: Upload) -> None:
        """Forgets an upload; the journal goes first, so that no entry is ever without its file."""
        await self.journal.remove(upload.upload_id)
        await self.spool.discard(upload.upload_id)

    async def _settle(self, upload: Upload) -> MediaItem:
        await self.journal.write(upload.at(UploadState.INSPECTING))
        chunks = self.spool.read(upload.upload_id, CHUNK_BYTES)
        acceptance = await self.inspector.inspect(upload.file_name, upload.size_bytes, chunks)
        await self.identity.check_grant(upload.grant)
        await self.journal.write(upload.at(UploadState.STORING))
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


async def _all(*steps: Awaitable[None]) -> None:
    """Waits for every step, also when one fails, so that none goes on unseen; then raises the first failure."""
    for outcome in await asyncio.gather(*steps, return_exceptions=True):
        if outcome is not None:
            raise outcome
