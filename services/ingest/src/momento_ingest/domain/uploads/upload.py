"""An upload from its first byte to its end: one aggregate, whose every change is a verb.

`_NEXT` says which state may follow which. A verb returns the upload as it is afterwards, with the events that its
owner's history needs; `application/uploads.py` writes both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import IngestError, Rejected
from momento_ingest.domain.uploads.rejection import Refusal
from momento_ingest.domain.uploads.upload_event import UploadEnd, UploadReport

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.uploads.file_name import FileName

MAX_INSPECTIONS: Final = 3
"""Inspections that may end without a verdict before the upload is rejected as UNSCANNABLE."""


class UploadState(StrEnum):
    """How far an upload has come."""

    RECEIVING = "receiving"
    RECEIVED = "received"
    INSPECTING = "inspecting"
    STORING = "storing"
    DONE = "done"
    REJECTED = "rejected"
    EXPIRED = "expired"
    TERMINATED = "terminated"


_State = UploadState
_NEXT: Final[Mapping[UploadState, frozenset[UploadState]]] = {
    _State.RECEIVING: frozenset({_State.RECEIVED, _State.REJECTED, _State.EXPIRED, _State.TERMINATED}),
    _State.RECEIVED: frozenset({_State.RECEIVED, _State.INSPECTING, _State.DONE, _State.REJECTED, _State.TERMINATED}),
    _State.INSPECTING: frozenset(
        {_State.INSPECTING, _State.RECEIVED, _State.STORING, _State.DONE, _State.REJECTED, _State.TERMINATED}
    ),
    # Parts of it may be stored: it is never taken for untouched again, and its sender cannot end it.
    _State.STORING: frozenset({_State.STORING, _State.DONE, _State.REJECTED}),
    _State.DONE: frozenset(),
    _State.REJECTED: frozenset(),
    _State.EXPIRED: frozenset(),
    _State.TERMINATED: frozenset(),
}
_FORGOTTEN: Final = frozenset({_State.EXPIRED, _State.TERMINATED})
_COMPLETE: Final = frozenset({_State.RECEIVED, _State.INSPECTING, _State.STORING})


class IllegalTransition(Exception):
    """A verb that the state of an upload does not allow: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way.

    Attributes:
        size_bytes: its length as declared; where none was declared, the bytes reserved for it so far, until its last
            byte has arrived.
        grant: auth's leave to record this one upload for this user; empty when nothing remains to be reported.
        expires_at: when it is given up unless it has ended.
        resumable: whether its sender can go on after a cut; otherwise it ends with its request.
        declared_sha256: of the whole file as its sender says, lower-case hexadecimal, or empty.
        sha256: of the bytes as they arrived, likewise, once they have been hashed.
        received_at: when its last byte had arrived.
        fingerprint: what a request with the same idempotency key must have as well.
        refusal: why it was rejected, if it was.
        outcome: the item that holds its bytes when it is done: its own, or one that was there before.
        objects: keys under which parts of it may be stored, once storing has begun.
        record: the catalog's entry as JSON, from the first try to store it on: every try stores the same facts.
        inspections: how many inspections have ended without a verdict.
        events: what is still to be reported to its owner's history.
    """

    upload_id: UploadId
    user_id: UserId
    file_name: FileName
    size_bytes: int
    tags: tuple[str, ...]
    grant: str
    created_at: datetime
    expires_at: datetime
    resumable: bool = True
    state: UploadState = UploadState.RECEIVING
    declared_sha256: str = ""
    sha256: str = ""
    received_at: datetime | None = None
    fingerprint: str = ""
    refusal: Refusal | None = None
    outcome: UploadId | None = None
    objects: tuple[str, ...] = ()
    record: str = ""
    inspections: int = 0
    events: tuple[UploadReport, ...] = ()

    def __post_init__(self) -> None:
        if (self.state is UploadState.REJECTED) != (self.refusal is not None):
            raise ValueError("a rejected upload has a refusal, and no other has")
        if (self.state is UploadState.DONE) != (self.outcome is not None):
            raise ValueError("an upload that is done has an outcome, and no other has")
        if self.complete and self.received_at is None:
            raise ValueError("an upload is not received at no time")

    @property
    def ended(self) -> bool:
        """Whether nothing more will become of it."""
        return not _NEXT[self.state]

    @property
    def forgotten(self) -> bool:
        """Whether it ended in a way after which there is no such upload any more."""
        return self.state in _FORGOTTEN

    @property
    def complete(self) -> bool:
        """Whether its last byte has arrived and its end has not come."""
        return self.state in _COMPLETE

    def reserve(self, size_bytes: int) -> Upload:
        """Room for `size_bytes` of a file whose length was not declared."""
        self._check(self.state is UploadState.RECEIVING and not self.resumable)
        return replace(self, size_bytes=size_bytes)

    def receive(self, size_bytes: int, at: datetime) -> Upload:
        """Its last byte is on the disk."""
        self._check(self.state is UploadState.RECEIVING)
        return self._to(UploadState.RECEIVED, size_bytes=size_bytes, received_at=at)

    def hashed(self, sha256: str) -> Upload:
        """The SHA-256 of its bytes is known."""
        return replace(self, sha256=sha256)

    def inspect(self) -> Upload:
        """The scanner is asked; what may be half stored stays so."""
        return self if self.state is UploadState.STORING else self._to(UploadState.INSPECTING)

    def wait(self) -> Upload:
        """Something that is needed is away; nothing was found out."""
        self._check(self.complete)
        return self if self.state is UploadState.STORING else self._to(UploadState.RECEIVED)

    def no_verdict(self, at: datetime) -> Upload:
        """An inspection began and came to no verdict; the third time it is rejected."""
        waiting = replace(self.wait(), inspections=self.inspections + 1)
        if waiting.inspections < MAX_INSPECTIONS:
            return waiting
        sentence = f"The file could not be inspected: {MAX_INSPECTIONS} tries came to no verdict. Nothing was stored."
        return waiting.reject(Rejected("UNSCANNABLE", sentence), at)

    def store(self, objects: tuple[str, ...], record: str) -> Upload:
        """Its objects begin to be stored; keys of earlier tries are kept, so that none is forgotten."""
        keys = tuple(dict.fromkeys((*self.objects, *objects)))
        return self._to(UploadState.STORING, objects=keys, record=self.record or record)

    def finish(self, item: UploadId) -> Upload:
        """`item` holds its bytes. What became an item of its own is in the history since the catalog recorded it."""
        if item == self.upload_id:
            return self._to(UploadState.DONE, outcome=item, grant="")
        # Dated by its arrival, as the catalog does: if it has recorded this upload, the event is the same.
        known = replace(self._report(UploadEnd.ACCEPTED, self.received_at or self.created_at), item=item.value)
        return self._to(UploadState.DONE, known, outcome=item)

    def reject(self, error: IngestError, at: datetime) -> Upload:
        """Nothing becomes of it, for the reason of `error`."""
        report = replace(self._report(UploadEnd.REJECTED, at), reason=error.reason)
        if isinstance(error, Rejected):
            report = replace(report, signature=error.signature, signature_version=error.signature_version)
        return self._to(UploadState.REJECTED, report, refusal=Refusal.of(error))

    def expire(self, at: datetime) -> Upload:
        """Its last byte did not come in time, or its sender has gone for good."""
        return self._to(UploadState.EXPIRED, self._report(UploadEnd.EXPIRED, at))

    def terminate(self, at: datetime) -> Upload:
        """Its sender has given it up."""
        return self._to(UploadState.TERMINATED, self._report(UploadEnd.TERMINATED, at))

    def reported(self) -> Upload:
        """All its events are in the outbox: it needs no leave any more, and nobody needs what was found in it."""
        return replace(self, events=(), grant="", record="")

    def _check(self, allowed: bool) -> None:  # noqa: FBT001  # reads as an assertion
        if not allowed:
            raise IllegalTransition(f"not for an upload that is {self.state}")

    def _to(self, state: UploadState, *events: UploadReport, **changes: object) -> Upload:
        if state not in _NEXT[self.state]:
            raise IllegalTransition(f"an upload that is {self.state} cannot become {state}")
        return replace(self, state=state, events=(*self.events, *events), **changes)  # type: ignore[arg-type]

    def _report(self, end: UploadEnd, at: datetime) -> UploadReport:
        name, sha256 = self.file_name.value, self.sha256
        return UploadReport(self.user_id, self.upload_id, end, at, file_name=name, sha256=sha256)
