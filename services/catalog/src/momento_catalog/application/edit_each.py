"""Edits many items, each by itself: what becomes of one does not concern the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_catalog.application.deadline import remaining_seconds
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.application.settle import settle
from momento_catalog.domain.errors import BatchInvalid, CatalogError, EtagMismatch, MediaNotFound, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.media import Edit
    from momento_catalog.domain.record import MediaRecord

MOST_ITEMS: Final = 500
"""What one call may name."""
AT_ONCE: Final = 4
"""Items that are written at the same time. They move the same counts, so that more would only disturb each other."""
_ATTEMPTS: Final = 5
_MARGIN_SECONDS: Final = 1.0
"""No item is begun with less time than this."""


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What became of one item: its record when the edit stands, otherwise why it does not."""

    upload_id: UploadId
    record: MediaRecord | None = None
    refusal: CatalogError | None = None


class EditEach:
    """Makes edits that need no etag, since they do not depend on what the item was before."""

    def __init__(self, records: MediaRecords, store: MediaStore, clock: Clock) -> None:
        """Takes the ports it reads and writes through, and the time."""
        self._records = records
        self._store = store
        self._clock = clock

    def __call__(self, user_id: UserId, edits: Mapping[UploadId, Edit]) -> list[ItemOutcome]:
        """Makes each edit, all of it or nothing, and says of each what became of it, in the same order.

        What there was no time for is refused with StoreUnavailable: the same call may be made again, and goes on, since
        an edit that already stands is not made twice. Refusals are also MediaNotFound, EtagMismatch when others keep
        changing the item, and what `Edit.applied_to` raises.

        Raises:
            StoreUnavailable: the store did not answer; nothing was edited.
        """
        records = self._records.get_many(user_id, list(edits))
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="edit") as threads:
            # Each with the deadline and the trace of the call.
            running = [
                threads.submit(copy_context().run, self._outcome, user_id, upload_id, records.get(upload_id), edit)
                for upload_id, edit in edits.items()
            ]
            return [future.result() for future in running]

    def _outcome(self, user_id: UserId, upload_id: UploadId, record: MediaRecord | None, edit: Edit) -> ItemOutcome:
        try:
            return ItemOutcome(upload_id, self._edited(user_id, upload_id, record, edit))
        except CatalogError as error:
            return ItemOutcome(upload_id, refusal=error)

    def _edited(self, user_id: UserId, upload_id: UploadId, record: MediaRecord | None, edit: Edit) -> MediaRecord:
        for _ in range(_ATTEMPTS):
            if record is None or record.media.purged:
                raise MediaNotFound("There is no such item; it may belong to another account.")
            if remaining_seconds() < _MARGIN_SECONDS:
                raise StoreUnavailable("There was no time left for this item; make the same request again.")
            try:
                return settle(self._store, record, edit.applied_to(record.media, self._clock.now()))
            except RecordChanged:
                record = self._records.get(user_id, upload_id)
        raise EtagMismatch("The item is being changed by others; try again in a moment.")


def batch(upload_ids: Iterable[UploadId]) -> tuple[UploadId, ...]:
    """The items that a call names, each once; raises BatchInvalid when there are none or more than 500."""
    unique = tuple(dict.fromkeys(upload_ids))
    if not 1 <= len(unique) <= MOST_ITEMS:
        raise BatchInvalid(f"Name 1 to {MOST_ITEMS} items; send more in several requests.")
    return unique
