"""Identifiers: lower-case ULIDs, checked because they reach object keys, ARNs and policies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

from momento_ingest.domain.errors import NotFound

ULID_PATTERN: Final = "[0-7][0-9a-hjkmnp-tv-z]{25}"
_ULID: Final = re.compile(ULID_PATTERN)


def _is_ulid(value: str) -> bool:
    return _ULID.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class UserId:
    """A user, as auth names them."""

    value: str

    def __post_init__(self) -> None:
        if not _is_ulid(self.value):
            raise ValueError("a user id is a lower-case ULID")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class UploadId:
    """An upload, and the item that it becomes."""

    value: str

    def __post_init__(self) -> None:
        if not _is_ulid(self.value):
            raise ValueError("an upload id is a lower-case ULID")

    @classmethod
    def requested(cls, text: str) -> Self:
        """The id in a request; one that cannot exist is answered like one that does not.

        Raises:
            NotFound: it is no ULID.
        """
        if not _is_ulid(text):
            raise NotFound("MEDIA_NOT_FOUND", "There is no such item.")
        return cls(text)

    @classmethod
    def followed(cls, text: str) -> Self:
        """The id of an upload on its way, likewise.

        Raises:
            NotFound: it is no ULID.
        """
        if not _is_ulid(text):
            raise unknown_upload()
        return cls(text)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class AlbumId:
    """An album of a user."""

    value: str

    def __post_init__(self) -> None:
        if not _is_ulid(self.value):
            raise ValueError("an album id is a lower-case ULID")

    @classmethod
    def requested(cls, text: str) -> Self:
        """The id in a request; one that cannot exist is answered like one that does not.

        Raises:
            NotFound: it is no ULID.
        """
        if not _is_ulid(text):
            raise NotFound("ALBUM_NOT_FOUND", "There is no such album.")
        return cls(text)

    def __str__(self) -> str:
        return self.value


def unknown_upload() -> NotFound:
    """For an upload that is not there, has been ended or is somebody else's: the answer is the same."""
    return NotFound("UPLOAD_NOT_FOUND", "There is no such upload; it may have expired. Start a new one.")
