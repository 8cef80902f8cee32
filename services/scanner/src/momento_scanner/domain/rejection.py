"""Why a file is rejected, in one code for programs and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RejectionReason(StrEnum):
    """Stable codes; clients branch on them, so they are only ever added to."""

    FILE_EMPTY = "FILE_EMPTY"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_NAME_INVALID = "FILE_NAME_INVALID"
    EXTENSION_NOT_ALLOWED = "EXTENSION_NOT_ALLOWED"
    EXTENSION_MISMATCH = "EXTENSION_MISMATCH"
    CONTENT_NOT_RECOGNISED = "CONTENT_NOT_RECOGNISED"
    CONTENT_MISMATCH = "CONTENT_MISMATCH"
    CONTENT_DAMAGED = "CONTENT_DAMAGED"
    TRAILING_CONTENT = "TRAILING_CONTENT"
    FOREIGN_CONTENT = "FOREIGN_CONTENT"
    MALWARE_FOUND = "MALWARE_FOUND"
    UNSCANNABLE = "UNSCANNABLE"
    IMAGE_TOO_LARGE = "IMAGE_TOO_LARGE"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_MANY_FRAMES = "TOO_MANY_FRAMES"
    TOO_MANY_TRACKS = "TOO_MANY_TRACKS"
    TOO_LONG = "TOO_LONG"
    DECODER_LIMIT = "DECODER_LIMIT"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that must not be stored.

    Attributes:
        message: a sentence for the user: what is wrong and what to do.
        signature: name of the malware signature that matched, or empty.
    """

    reason: RejectionReason
    message: str
    signature: str = ""

    def __post_init__(self) -> None:
        """A rejection without words would leave the user helpless."""
        if not self.message:
            raise ValueError("a rejection needs a message")


class FileRejected(Exception):
    """Carries a rejection from where it is found to the use case, which answers with it."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.message)
        self.rejection = rejection
