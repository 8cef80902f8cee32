"""Edits many items, each by itself: what becomes of one does not concern the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_catalog.application.deadline import remaining_seconds
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.domain.errors import BatchInvalid, CatalogError, EtagMismatch, MediaNotFound, StoreUnavailable
from momento_catalog.domain.index.media_record import changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from momento_catalog.application.audit.events import ActivityEvents, BatchEvents
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import Change, MediaRecord
    from momento_catalog.domain.records.media import Edit

MAX_ITEMS: Final = 500
"""What one call may name."""
TOGETHER: Final = 72
"""Items that are handed to the store at once, some three transactions.

One call comes after the other. They move the same counts, so that at the same time they would only disturb each other.
"""
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

    upload_id: UploadId
    edit: Edit
    number: int


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
        records, events = dict(self._records.get_many(user_id, list(edits))), self._events.batch()
        items = [_Item(upload_id, edit, number) for number, (upload_id, edit) in enumerate(edits.items())]
        outcomes: list[ItemOutcome] = []
        for start in range(0, len(items), TOGETHER):
            outcomes += self._outcomes(user_id, items[start : start + TOGETHER], records, events)
        return outcomes

    def _outcomes(
        self, user_id: UserId, items: list[_Item], records: dict[UploadId, MediaRecord], events: BatchEvents
    ) -> list[ItemOutcome]:
        """What becomes of some of the items; those that others change meanwhile are read again and tried again."""
        outcomes: dict[UploadId, ItemOutcome] = {}
        pending = items
        for attempt in range(_ATTEMPTS):
            if attempt:
                records = dict(self._records.get_many(user_id, [item.upload_id for item in pending]))
            outcomes |= {found.upload_id: found for found in self._tried(pending, records, events)}
            pending = [item for item in pending if item.upload_id not in outcomes]
            if not pending:
                break
        changing = EtagMismatch("The item is being changed by others; try again in a moment.")
        return [outcomes.get(item.upload_id, ItemOutcome(item.upload_id, refusal=changing)) for item in items]

    def _tried(
        self, items: list[_Item], records: Mapping[UploadId, MediaRecord], events: BatchEvents
    ) -> Iterator[ItemOutcome]:
        """The outcomes of those items that nobody else has changed meanwhile."""
        writes: list[_Write] = []
        for item in items:
            try:
                writes.append(self._write(item, records.get(item.upload_id), events))
            except CatalogError as error:
                yield ItemOutcome(item.upload_id, refusal=error)
        changed = [write for write in writes if write.changes]
        problems = self._store.apply_each([write.changes[0] for write in changed])
        yield from (ItemOutcome(write.upload_id, write.before) for write in writes if not write.changes)
        for write, problem in zip(changed, problems, strict=True):
            outcome = self._finished(write) if problem is None else _refused(write, problem)
            if outcome is not None:
                yield outcome

    def _write(self, item: _Item, record: MediaRecord | None, events: BatchEvents) -> _Write:
        if record is None or record.media.purged:
            raise MediaNotFound("There is no such item; it may belong to another account.")
        if remaining_seconds() < _MARGIN_SECONDS:
            raise StoreUnavailable("There was no time left for this item; make the same request again.")
        edited = item.edit.applied_to(record.media, self._clock.now())
        event = events.edited(item.number, record.media, edited)
        return _Write(item.upload_id, record, tuple(changes(record, edited, event)))

    def _finished(self, write: _Write) -> ItemOutcome | None:
        """The outcome of an item whose first change stands; few have more entries than one transaction can write."""
        try:
            for change in write.changes[1:]:
                self._store.apply(change)
        except (RecordChanged, StoreUnavailable) as problem:
            return _refused(write, problem)
        return ItemOutcome(write.upload_id, write.changes[-1].after)


@dataclass(frozen=True, slots=True)
class _Write:
    """The changes that lead an item from what it was to what it is to be; none when it is so already."""

    upload_id: UploadId
    before: MediaRecord
    changes: tuple[Change, ...]


def _refused(write: _Write, problem: RecordChanged | StoreUnavailable) -> ItemOutcome | None:
    """The outcome of an item that could not be written, or None when it is worth another try."""
    return None if isinstance(problem, RecordChanged) else ItemOutcome(write.upload_id, refusal=problem)


def batch(upload_ids: Iterable[UploadId]) -> tuple[UploadId, ...]:
    """The items that a call names, each once; raises BatchInvalid when there are none or more than 500."""
    unique = tuple(dict.fromkeys(upload_ids))
    if not 1 <= len(unique) <= MAX_ITEMS:
        raise BatchInvalid(f"Name 1 to {MAX_ITEMS} items; send more in several requests.")
    return unique
