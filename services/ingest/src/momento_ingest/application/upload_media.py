"""One upload in one request: receive, settle, answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.application.settle_upload import StoringDelayed
from momento_ingest.domain.errors import Unavailable

if TYPE_CHECKING:
    from momento_ingest.application.media_item import MediaItem
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.receive_upload import Incoming, ReceiveUpload
    from momento_ingest.application.recover_uploads import RecoverUploads
    from momento_ingest.application.settle_upload import SettleUpload
    from momento_ingest.domain.upload import Upload


@dataclass(frozen=True, slots=True)
class UploadMedia:
    """The whole way of a one-shot upload."""

    receive: ReceiveUpload
    settle: SettleUpload
    recover: RecoverUploads

    async def __call__(self, caller: Caller, incoming: Incoming) -> MediaItem | Upload:
        """The catalogued item; or the upload itself, when it is clean and will be stored a little later.

        Raises:
            IngestError: it is refused, or cannot be decided now; nothing of it is kept.
        """
        upload = await self.receive(caller, incoming)
        try:
            return await self.settle(upload)
        except StoringDelayed:
            self.recover.later(upload)
            return upload
        except Unavailable:
            await self.settle.withdraw(upload)
            raise
