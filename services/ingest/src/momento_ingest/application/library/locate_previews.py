"""Where previews can be read, asked of the catalog for many at once: a page shows a hundred."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import NotFound

if TYPE_CHECKING:
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.library.preview_size import PreviewSize

MAX_PREVIEWS: Final = 200
"""What the catalog answers at once."""

_Batch = dict["UploadId", "asyncio.Future[str]"]


class LocatePreviews:
    """Asks one question at a time for each token and size; what is wanted meanwhile goes along with the next one.

    Nothing is remembered: every answer is younger than the request that it is for, so a purge counts at once.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._waiting: dict[tuple[str, PreviewSize], _Batch] = {}
        self._questions: set[asyncio.Task[None]] = set()

    async def __call__(self, token: str, upload_id: UploadId, size: PreviewSize) -> str:
        """The presigned address of a preview of the token's user.

        Raises:
            NotFound: the user has no such item.
            Unauthenticated, Forbidden, Unavailable: as `Catalog.locate_previews` does.
        """
        key = (token, size)
        if key not in self._waiting:
            self._waiting[key] = {}
            question = asyncio.create_task(self._ask_until_nobody_waits(token, size))
            self._questions.add(question)
            question.add_done_callback(self._questions.discard)
        answer = self._waiting[key].setdefault(upload_id, asyncio.get_running_loop().create_future())
        # One who gives up waiting must not take the answer from the others.
        return await asyncio.shield(answer)

    async def _ask_until_nobody_waits(self, token: str, size: PreviewSize) -> None:
        waiting = self._waiting[token, size]
        try:
            while waiting:
                batch = {upload_id: waiting.pop(upload_id) for upload_id in list(waiting)[:MAX_PREVIEWS]}
                await self._ask(token, size, batch)
        finally:
            del self._waiting[token, size]

    async def _ask(self, token: str, size: PreviewSize, batch: _Batch) -> None:
        try:
            found = await self._catalog.locate_previews(token, list(batch), size)
        except Exception as error:  # noqa: BLE001  # it is handed to everybody who waits, whatever it is
            _refuse(batch, error)
            return
        for upload_id, answer in batch.items():
            if upload_id in found:
                answer.set_result(found[upload_id])
            else:
                _refuse({upload_id: answer}, NotFound("MEDIA_NOT_FOUND", "There is no such item."))


def _refuse(batch: _Batch, error: Exception) -> None:
    for answer in batch.values():
        answer.set_exception(error)
        # Asking for it says that it was seen, should everybody have given up waiting.
        answer.exception()
