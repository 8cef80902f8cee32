"""Reports files that are refused before anything of them is kept: there is no upload yet whose event it could be."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import (
    ChecksumMismatch,
    IngestError,
    Rejected,
    TooLarge,
    TooManyRequests,
    UnsupportedMedia,
)
from momento_ingest.domain.uploads.upload_event import UploadEnd, UploadReport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from momento_ingest.application.accounts.request_limits import RequestLimits
    from momento_ingest.application.ports.identity import Caller, Identity
    from momento_ingest.application.uploads.outbox import Outbox
    from momento_ingest.domain.identifiers import UploadId

_REJECTIONS: Final = (UnsupportedMedia, TooLarge, ChecksumMismatch, Rejected)
_REFUSED_INPUT: Final = frozenset({"FILE_EMPTY", "FILE_NAME_INVALID"})
"""What says that a file will never be taken; other errors are of the moment, or of a request that is no upload."""


_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecordRejections:
    """Puts such reports into the outbox, so many of each user as `limits` allow: each costs a file and a record."""

    outbox: Outbox
    identity: Identity
    new_id: Callable[[], UploadId]
    now: Callable[[], datetime]
    limits: RequestLimits

    @asynccontextmanager
    async def __call__(self, caller: Caller, file_name: str = "") -> AsyncIterator[None]:
        """Reports when the block refuses a file.

        There is no entry of it in the journal, and so no leave to report it: auth gives it now.
        """
        try:
            yield
        except IngestError as error:
            if isinstance(error, _REJECTIONS) or error.reason in _REFUSED_INPUT:
                await self._reported(caller, file_name, error)
            raise

    async def _reported(self, caller: Caller, file_name: str, error: IngestError) -> None:
        known = {"user_id": caller.user.user_id.value, "reason": error.reason}
        try:
            self.limits.count(caller, by_key=False)
            await self._refused(caller, file_name, error)
        except TooManyRequests:
            _logger.info("a refusal beyond what is reported of a user", extra=known)
        except IngestError as problem:
            # Its sender gets the refusal all the same.
            _logger.warning("a refusal could not be reported", extra={**known, "detail": str(problem)})

    async def _refused(self, caller: Caller, file_name: str, error: IngestError) -> None:
        upload_id = self.new_id()
        report = UploadReport(
            caller.user.user_id,
            upload_id,
            UploadEnd.REJECTED,
            self.now(),
            file_name=file_name,
            reason=error.reason,
            declared_only=True,
        )
        await self.outbox.add(report, await self.identity.grant_upload(caller.token, upload_id))
