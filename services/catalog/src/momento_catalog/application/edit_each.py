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

    from momento_catalog.application.activity_events import ActivityEvents, BatchEvents
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


@dataclass(frozen=True, slots=True)
class _Item:
    """One item of a batch, and which number of it."""

    user_id: UserId
    upload_id: UploadId
    edit: Edit
    number: int
    events: BatchEvents


class EditEach:
    """Makes edits that need no etag, since they do not depend on what the item was before."""

    def __init__(self, records: MediaRecords, store: MediaStore, clock: Clock, events: ActivityEvents) -> None:
        """Takes the ports it reads and writes through, the time, and what makes events."""
        self._records = records
        self._store = store
        self._clock = clock
        self._events = events

    def __call__(self, user_id: UserId, edits: Mapping[UploadId, Edit]) -> list[ItemOutcome]:
        """Makes each edit, all of it or nothing, and says of each what became of it, in the same order.

        What there was no time for is refused with StoreUnavailable: the same call may be made again, and goes on, since
        an edit that already stands is not made twice. Refusals are also MediaNotFound, EtagMismatch when others keep
        changing the item, and what `Edit.applied_to` raises. The history gets each change with the change itself.

        Raises:
            StoreUnavailable: the store did not answer; nothing was edited.
        """
        records, events = self._records.get_many(user_id, list(edits)), self._events.batch()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="edit") as threads:
            # Each with the deadline and the trace of the call.
            running = [
                threads.submit(
                    copy_context().run,
                    self._outcome,
                    _Item(user_id, upload_id, edit, number, events),
                    records.get(upload_id),
                )
                for number, (upload_id, edit) in enumerate(edits.items())
            ]
            return [future.result() for future in running]

    def _outcome(self, item: _Item, record: MediaRecord | None) -> ItemOutcome:
        try:
            return ItemOutcome(item.upload_id, self._edited(item, record))
        except CatalogError as error:
            return ItemOutcome(item.upload_id, refusal=error)

    def _edited(self, item: _Item, record: MediaRecord | None) -> MediaRecord:
        for _ in range(_ATTEMPTS):
            if record is None or record.media.purged:
                raise MediaNotFound("There is no such item; it may belong to another account.")
            if remaining_seconds() < _MARGIN_SECONDS:
                raise StoreUnavailable("There was no time left for this item; make the same request again.")
            edited = item.edit.applied_to(record.media, self._clock.now())
            try:
                return settle(self._store, record, edited, item.events.edited(item.number, record.media, edited))
            except RecordChanged:
                record = self._records.get(item.user_id, item.upload_id)
        raise EtagMismatch("The item is being changed by others; try again in a moment.")


def batch(upload_ids: Iterable[UploadId]) -> tuple[UploadId, ...]:
    """The items that a call names, each once; raises BatchInvalid when there are none or more than 500."""
    unique = tuple(dict.fromkeys(upload_ids))
    if not 1 <= len(unique) <= MOST_ITEMS:
        raise BatchInvalid(f"Name 1 to {MOST_ITEMS} items; send more in several requests.")
    return unique
