"""The request headers of tus 1.0.0, read strictly: what cannot be understood is named."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final

from momento_ingest.application.uploads.admit import Declared
from momento_ingest.domain.errors import InvalidInput, PreconditionFailed, UnsupportedMedia
from momento_ingest.domain.uploads.checksum import ALGORITHMS, Checksum, declared_sha256
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.object_tags import user_tags

if TYPE_CHECKING:
    from litestar.datastructures import Headers

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,checksum,expiration,termination"
PIECE_TYPE: Final = "application/offset+octet-stream"
_MAX_NUMBER_LENGTH: Final = 18
"""More digits are no length; Python refuses to read thousands of them."""
_KEYS: Final = frozenset({"filename", "filetype", "tags", "sha256"})


def check_version(headers: Headers) -> None:
    """Raises PreconditionFailed when the request speaks another version of the protocol, or does not say."""
    if headers.get("tus-resumable") != VERSION:
        raise PreconditionFailed("TUS_VERSION_UNSUPPORTED", f"Send the header Tus-Resumable: {VERSION}.")


def check_piece_type(headers: Headers) -> None:
    """Raises UnsupportedMedia when the body is not said to be a piece of a file."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != PIECE_TYPE:
        raise UnsupportedMedia("CONTENT_TYPE_NOT_ALLOWED", f"Send the bytes as {PIECE_TYPE}.")


def whole_number(headers: Headers, name: str) -> int:
    """A length or an offset; raises InvalidInput."""
    text = headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_NUMBER_LENGTH):
        raise InvalidInput("TUS_HEADER_INVALID", f"{name} must be a whole number of bytes.")
    return int(text)


def declared(headers: Headers) -> Declared:
    """The file that `Upload-Length` and `Upload-Metadata` describe.

    Raises:
        InvalidInput: names the header, or the key in it, that is wrong.
    """
    known = metadata(headers.get("upload-metadata", ""))
    if "filename" not in known:
        raise InvalidInput("TUS_METADATA_INVALID", "Upload-Metadata must hold `filename`.")
    return Declared(
        file_name=FileName.given(known["filename"]),
        size_bytes=whole_number(headers, "Upload-Length"),
        tags=user_tags(known.get("tags", "").split(",")),
        sha256=declared_sha256(known["sha256"]) if known.get("sha256") else "",
    )


def metadata(text: str) -> dict[str, str]:
    """Keys and decoded values of `Upload-Metadata`, without keys that mean nothing here; raises InvalidInput."""
    found: dict[str, str] = {}
    for pair in text.split(",") if text.strip() else ():
        key, _, value = pair.strip().partition(" ")
        if not key.isascii() or not key or key in found:
            raise InvalidInput("TUS_METADATA_INVALID", "Each key of Upload-Metadata is ASCII and stands there once.")
        if key in _KEYS:
            found[key] = _decoded(key, value)
    return found


def checksum(headers: Headers) -> Checksum | None:
    """What the piece must hash to, if the request says so; raises InvalidInput."""
    text = headers.get("upload-checksum")
    if text is None:
        return None
    algorithm, _, value = text.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise InvalidInput("TUS_CHECKSUM_INVALID", f"Upload-Checksum begins with one of: {', '.join(ALGORITHMS)}.")
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except ValueError as error:
        raise InvalidInput("TUS_CHECKSUM_INVALID", f"Upload-Checksum holds no {algorithm} in base64.") from error


def _decoded(key: str, value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InvalidInput("TUS_METADATA_INVALID", f"`{key}` in Upload-Metadata is not UTF-8 in base64.") from error
