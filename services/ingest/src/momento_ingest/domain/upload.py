"""An upload on its way: receiving → received → inspecting → storing → done, or rejected."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

from momento_ingest.domain.errors import (
    ChecksumMismatch,
    Forbidden,
    IngestError,
    InvalidInput,
    Rejected,
    Unauthenticated,
    UnsupportedMedia,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from momento_ingest.domain.file_name import FileName
    from momento_ingest.domain.identifiers import UploadId, UserId

MAXIMUM_TAGS: Final = 50
MAXIMUM_TAG_LENGTH: Final = 50


class UploadState(StrEnum):
    """How far an upload has come."""

    RECEIVING = "receiving"
    RECEIVED = "received"
    INSPECTING = "inspecting"
    STORING = "storing"
    DONE = "done"
    REJECTED = "rejected"


_ENDED: Final = frozenset({UploadState.DONE, UploadState.REJECTED})
_COMPLETE: Final = frozenset({UploadState.RECEIVED, UploadState.INSPECTING, UploadState.STORING})


_REFUSING: Final[dict[str, type[IngestError]]] = {
    kind.__name__: kind for kind in (Unauthenticated, Forbidden, InvalidInput, UnsupportedMedia, ChecksumMismatch)
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an upload was rejected: a stable code and a sentence for its sender; `kind` is the class of the error."""

    reason: str
    message: str
    kind: str = Rejected.__name__

    @classmethod
    def of(cls, error: IngestError) -> Self:
        """The refusal that an error stands for."""
        return cls(error.reason, str(error), type(error).__name__)

    def error(self) -> IngestError:
        """The error to answer with, now as then."""
        return _REFUSING.get(self.kind, Rejected)(self.reason, self.message)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way.

    Attributes:
        size_bytes: its length as declared; where nothing was declared, 0 until its last byte has arrived.
        grant: auth's leave to record this one upload for this user; empty when it has ended.
        expires_at: when it is given up unless it has ended.
        resumable: whether its sender can go on after a cut; otherwise it ends with its request.
        declared_sha256: of the whole file as its sender says, lower-case hexadecimal, or empty.
        sha256: of the bytes as they arrived, likewise, once they have been hashed.
        received_at: when its last byte had arrived.
        fingerprint: what a request with the same idempotency key must have as well.
        refusal: why it was rejected, if it was.
        outcome: the item that holds its bytes when it is done: its own, or one that was there before.
        objects: keys under which parts of it may be stored, once storing has begun.
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
        return self.state in _ENDED

    @property
    def complete(self) -> bool:
        """Whether its last byte has arrived and its end has not come."""
        return self.state in _COMPLETE

    def at(self, state: UploadState) -> Upload:
        """The same upload in its next state."""
        return replace(self, state=state)

    def storing(self, objects: tuple[str, ...]) -> Upload:
        """The same upload when its objects begin to be stored."""
        return replace(self, state=UploadState.STORING, objects=objects)

    def arrived(self, size_bytes: int, moment: datetime) -> Upload:
        """The same upload with its last byte."""
        return replace(self, state=UploadState.RECEIVED, size_bytes=size_bytes, received_at=moment)

    def hashed(self, sha256: str) -> Upload:
        """The same upload with the SHA-256 of its bytes."""
        return replace(self, sha256=sha256)

    def done(self, item: UploadId) -> Upload:
        """The same upload with the item that holds its bytes."""
        return replace(self, state=UploadState.DONE, outcome=item, grant="")

    def rejected(self, refusal: Refusal) -> Upload:
        """The same upload with the reason why nothing becomes of it."""
        return replace(self, state=UploadState.REJECTED, refusal=refusal, grant="")


def user_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Tags that came with an upload: NFC, lower case, each once, in their order.

    Raises:
        InvalidInput: too many, or one that is too long.
    """
    tags = tuple(dict.fromkeys(tag for name in names if (tag := unicodedata.normalize("NFC", name).strip().lower())))
    if len(tags) > MAXIMUM_TAGS:
        raise InvalidInput("TAG_INVALID", f"An item has at most {MAXIMUM_TAGS} tags; send fewer.")
    for tag in tags:
        if len(tag) > MAXIMUM_TAG_LENGTH or "#" in tag or not tag.isprintable():
            raise InvalidInput(
                "TAG_INVALID", f"A tag has at most {MAXIMUM_TAG_LENGTH} characters, all visible, and no #."
            )
    return tags
