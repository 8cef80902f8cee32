"""Stores the objects of an upload: its original and previews, and last the copy of the catalog's entry."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.application.ports.object_store import StoredObject
from momento_ingest.domain.uploads.object_key import original_key, preview_key, record_key

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from momento_ingest.application.ports.inspector import Acceptance, Preview
    from momento_ingest.application.ports.object_store import ObjectStore
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.domain.uploads.upload import Upload

RECORD_CONTENT_TYPE: Final = "application/json"


@dataclass(frozen=True, slots=True)
class StoreUpload:
    """Every try writes the same keys and the same record, so that a try after a crash changes nothing."""

    objects: ObjectStore
    spool: Spool

    def keys(self, upload: Upload, acceptance: Acceptance) -> tuple[str, ...]:
        """Keys of all objects, that of the record first: where they are removed, it goes before what it lists."""
        previews = (_preview_key(upload, preview) for preview in acceptance.previews)
        return (record_key(upload.user_id, upload.upload_id), _original_key(upload, acceptance), *previews)

    async def __call__(self, upload: Upload, acceptance: Acceptance) -> bool:
        """Stores all of them, and answers whether the copy of the record was written just now, and not by another try.

        Raises Unavailable, or Rejected when the spooled file has been damaged.
        """
        original = StoredObject(_original_key(upload, acceptance), acceptance.facts.content_type, upload.sha256)
        location = self.spool.location(upload.upload_id)
        await _all(
            self.objects.put_file(upload.user_id, original, location, upload.size_bytes),
            *(self._store_preview(upload, preview) for preview in acceptance.previews),
        )
        # Last, because it says that all the others are there.
        key = record_key(upload.user_id, upload.upload_id)
        return await self._store_bytes(upload, key, RECORD_CONTENT_TYPE, upload.record.encode())

    async def _store_preview(self, upload: Upload, preview: Preview) -> None:
        await self._store_bytes(upload, _preview_key(upload, preview), preview.content_type, preview.content)

    async def _store_bytes(self, upload: Upload, key: str, content_type: str, content: bytes) -> bool:
        stored = StoredObject(key, content_type, hashlib.sha256(content).hexdigest())
        return await self.objects.put_bytes(upload.user_id, stored, content)


def _original_key(upload: Upload, acceptance: Acceptance) -> str:
    return original_key(upload.user_id, upload.upload_id, acceptance.facts.kind, acceptance.facts.extension)


def _preview_key(upload: Upload, preview: Preview) -> str:
    return preview_key(upload.user_id, upload.upload_id, preview.name, preview.extension)


async def _all(*steps: Awaitable[None]) -> None:
    """Waits for every step, also when one fails, so that none goes on unseen; then raises the first failure."""
    for outcome in await asyncio.gather(*steps, return_exceptions=True):
        if outcome is not None:
            raise outcome
