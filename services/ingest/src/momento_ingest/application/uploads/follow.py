"""How far an upload has come, reported to its sender."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import NotFound, TooManyRequests, Unauthenticated, Unavailable
from momento_ingest.domain.identifiers import unknown_upload
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from datetime import datetime

    from momento_ingest.application.accounts.token_cache import TokenCache
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.library.media_item import MediaItem
    from momento_ingest.domain.uploads.upload import Upload

LOOK_SECONDS: Final = 0.5
"""Pause between two looks at the journal, which any replica may write, while an upload changes."""
CALM_SECONDS: Final = 10.0
"""After so long without a change, looks are less frequent: an upload may wait for its sender for hours."""
CALM_LOOK_SECONDS: Final = 1.5
"""Pause between two looks then. With the time for which a session is remembered it stays below five seconds."""
SIGN_OF_LIFE_SECONDS: Final = 15.0
"""After so long without a word a sign of life is due: proxies cut silent connections."""
STREAMS_PER_USER: Final = 16


@dataclass(frozen=True, slots=True)
class Progress:
    """An upload, how much of it has arrived, and what it has become."""

    upload: Upload
    received_bytes: int
    item: MediaItem | None = None


class FollowUpload:
    """Tells of uploads from the journal alone, so that it does not matter which replica is asked."""

    def __init__(
        self,
        journal: Journal,
        spool: Spool,
        catalog: Catalog,
        callers: TokenCache,
        pause: Callable[[float], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._journal = journal
        self._spool = spool
        self._catalog = catalog
        self._callers = callers
        self._pause = pause
        self._now = now
        self._streams: Counter[UserId] = Counter()

    async def __call__(self, caller: Caller, upload_id: UploadId) -> Progress:
        """Where one of the caller's uploads is now; raises NotFound."""
        upload = await self._journal.read(caller.user.user_id, upload_id)
        if upload.forgotten:
            raise unknown_upload()
        return await self._progress(caller, upload)

    async def unfinished(self, caller: Caller) -> list[Progress]:
        """The caller's uploads that have not ended, oldest first."""
        return [await self._progress(caller, it) for it in await self._journal.under_way(caller.user.user_id)]

    async def changes(self, caller: Caller, upload_id: UploadId) -> AsyncIterator[Progress | None]:
        """Progress whenever it has changed, and None as a sign of life.

        It ends with the upload, with its entry, or with the caller's token or session. Raises NotFound and
        TooManyRequests.
        """
        with self._one_more(caller.user.user_id):
            last, unchanged, silent = None, 0.0, 0.0
            while self._now() < caller.expires_at:
                progress = await self(caller, upload_id)
                if progress != last:
                    last, unchanged, silent = progress, 0.0, 0.0
                    yield progress
                    if progress.upload.ended:
                        return
                elif silent >= SIGN_OF_LIFE_SECONDS:
                    silent = 0.0
                    yield None
                pause = LOOK_SECONDS if unchanged < CALM_SECONDS else CALM_LOOK_SECONDS
                await self._pause(pause)
                unchanged, silent = unchanged + pause, silent + pause
                if not await self._stands(caller):
                    return

    async def _stands(self, caller: Caller) -> bool:
        try:
            await self._callers(caller.token)
        except (Unauthenticated, Unavailable):
            return False
        return True

    @contextmanager
    def _one_more(self, user: UserId) -> Iterator[None]:
        if self._streams[user] >= STREAMS_PER_USER:
            raise TooManyRequests("TOO_MANY_STREAMS", f"At most {STREAMS_PER_USER} uploads can be followed at once.")
        self._streams[user] += 1
        try:
            yield
        finally:
            self._streams[user] -= 1
            if not self._streams[user]:
                del self._streams[user]

    async def _progress(self, caller: Caller, upload: Upload) -> Progress:
        if upload.state is UploadState.RECEIVING:
            return Progress(upload, await self._spool.length(upload.upload_id))
        if upload.outcome is None:
            return Progress(upload, 0 if upload.received_at is None else upload.size_bytes)
        try:
            return Progress(upload, upload.size_bytes, await self._catalog.get(caller.token, upload.outcome))
        except NotFound:
            # It was there when the upload ended; since then its time in the trash has run out.
            return Progress(upload, upload.size_bytes)
