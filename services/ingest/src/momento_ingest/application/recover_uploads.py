"""Uploads that were received and could not be brought to their end: settled again until they are."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from momento_ingest.application.settle_upload import StoringDelayed
from momento_ingest.domain.errors import IngestError, Unavailable
from momento_ingest.domain.identifiers import UploadId

if TYPE_CHECKING:
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.application.settle_upload import SettleUpload
    from momento_ingest.domain.upload import Upload

_logger = logging.getLogger(__name__)


class RecoverUploads:
    """Remembers what is still to be settled."""

    def __init__(self, journal: Journal, spool: Spool, settle: SettleUpload) -> None:
        self._journal = journal
        self._spool = spool
        self._settle = settle
        self._pending: dict[UploadId, Upload] = {}

    @property
    def pending(self) -> int:
        """How many uploads are still to be settled."""
        return len(self._pending)

    async def adopt(self) -> None:
        """Takes over what an earlier process left: its journal, and files that no journal entry names.

        The latter are deleted: their senders never got an answer and will send them again.
        """
        for upload in await self._journal.entries():
            self.later(upload)
        known = {upload_id.value for upload_id in self._pending}
        for upload_id in await self._spool.leftovers() - known:
            await self._spool.discard(UploadId(upload_id))

    def later(self, upload: Upload) -> None:
        """Remembers an upload whose storing was delayed."""
        self._pending[upload.upload_id] = upload

    async def settle_pending(self) -> None:
        """Tries each remembered upload once, oldest first."""
        for upload in list(self._pending.values()):
            if await self._decided(upload):
                del self._pending[upload.upload_id]

    async def _decided(self, upload: Upload) -> bool:
        known = {"upload_id": upload.upload_id.value}
        try:
            await self._settle(upload)
        except (Unavailable, StoringDelayed) as error:
            _logger.warning("upload still delayed", extra={**known, "detail": str(error)})
            return False
        except IngestError as error:
            _logger.warning("delayed upload refused", extra={**known, "reason": error.reason})
        except Exception:  # a fault with one upload must not keep all the others waiting
            _logger.exception("delayed upload failed", extra=known)
            return False
        else:
            _logger.info("delayed upload stored", extra=known)
        return True
