"""The answer to an inspection: a file may be stored, or must not and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_scanner.domain.facts import MediaFacts
    from momento_scanner.domain.preview import Preview


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


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A file that may be stored; `previews` are smallest first."""

    facts: MediaFacts
    previews: tuple[Preview, ...]


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The proof that a file was scanned.

    Attributes:
        engine: engine and its version, for example `ClamAV 1.4.3`.
        signature_version: version of the signature database.
        scanned_at: when the verdict was given, in UTC.
    """

    engine: str
    signature_version: str
    scanned_at: datetime


@dataclass(frozen=True, slots=True)
class Inspection:
    """The whole answer; `scan` is None when the file was rejected before it was scanned."""

    verdict: Acceptance | Rejection
    scan: ScanReport | None

    def __post_init__(self) -> None:
        """Nothing is accepted unscanned."""
        if isinstance(self.verdict, Acceptance) and self.scan is None:
            raise ValueError("an accepted file needs a scan report")
