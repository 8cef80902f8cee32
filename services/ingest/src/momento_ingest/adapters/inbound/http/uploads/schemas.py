"""What the API says and hears of uploads under way and of files that are there already; see `schemas`."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from momento_ingest.adapters.inbound.http.library.media_schemas import MediaReply
from momento_ingest.adapters.inbound.http.schemas import Reply, Request

UploadWord = Literal["receiving", "waiting", "scanning", "storing", "done", "rejected"]


class UploadReply(Reply, omit_defaults=False):
    """An upload on its way; `reason` and `detail` say why it was rejected, `media` is the item that it has become."""

    upload_id: str
    state: UploadWord
    received_bytes: int
    size_bytes: int
    file_name: str
    reason: str | UnsetType = UNSET
    detail: str | UnsetType = UNSET
    media: MediaReply | UnsetType = UNSET


class EventReply(Reply, omit_defaults=False):
    """A server-sent event; `data` is an `UploadReply` as JSON."""

    event: Literal["state"]
    data: str


class UploadsReply(Reply, omit_defaults=False):
    """Uploads that have not ended, oldest first."""

    uploads: list[UploadReply]


class ExistingReply(Reply, omit_defaults=False):
    """An item that holds the bytes of a checksum."""

    sha256: str
    upload_id: str
    trashed: bool


class CheckReply(Reply, omit_defaults=False):
    """What is there already of what was asked for, in the same order."""

    existing: list[ExistingReply]


class CheckRequest(Request):
    """SHA-256 of whole files, in hexadecimal."""

    sha256: Annotated[list[str], Meta(max_length=500)]
