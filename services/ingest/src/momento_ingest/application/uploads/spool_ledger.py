"""How much of the spool is reserved, by this service's own count: a file system may not know its end (EFS)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.uploads.capacity import Room
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class _Reservation:
    reserved_bytes: int
    missing_bytes: int


class SpoolReservations:
    """Reservations of all users: what this process does at once, what other replicas do at its next look at all."""

    def __init__(self) -> None:
        self._reservations: dict[UploadId, _Reservation] = {}
        self._since_look: dict[UploadId, _Reservation | None] = {}

    @property
    def reserved_bytes(self) -> int:
        """Lengths of all files that are there or are to come."""
        return sum(it.reserved_bytes for it in self._reservations.values())

    def room(self, free_bytes: int, without: UploadId | None = None) -> Room:
        """The room of a spool that has `free_bytes` left, as if one of the files were not there or to come."""
        others = [it for upload_id, it in self._reservations.items() if upload_id != without]
        reserved, missing = (sum(it.reserved_bytes for it in others), sum(it.missing_bytes for it in others))
        return Room(free_bytes, reserved, missing)

    def reserve(self, upload_id: UploadId, size_bytes: int) -> None:
        """Counts a file of which nothing is there yet."""
        self._note(upload_id, _Reservation(size_bytes, size_bytes))

    def update(self, upload: Upload, length: int = 0) -> None:
        """Counts an upload as it is now, with `length` of its bytes there; one that has ended frees its room."""
        if upload.ended:
            self.release(upload.upload_id)
        else:
            missing = upload.size_bytes - length if upload.state is UploadState.RECEIVING else 0
            self._note(upload.upload_id, _Reservation(upload.size_bytes, missing))

    def release(self, upload_id: UploadId) -> None:
        """Gives back the room of a file."""
        self._since_look[upload_id] = None
        self._reservations.pop(upload_id, None)

    def begin_look(self) -> None:
        """A look at everybody's uploads begins: what changes from now on it may not see."""
        self._since_look = {}

    def end_look(self, found: Mapping[UploadId, tuple[int, int]]) -> None:
        """What the look found: the length of each file when it is complete, and how much of it is there."""
        self._reservations = {
            upload_id: _Reservation(size, max(0, size - length)) for upload_id, (size, length) in found.items()
        }
        for upload_id, changed in self._since_look.items():
            if changed is None:
                self._reservations.pop(upload_id, None)
            else:
                self._reservations[upload_id] = changed

    def _note(self, upload_id: UploadId, reservation: _Reservation) -> None:
        self._since_look[upload_id] = self._reservations[upload_id] = reservation
