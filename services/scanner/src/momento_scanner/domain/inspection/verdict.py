"""The answer to an inspection: a file may be stored, or must not and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_scanner.domain.description.facts import MediaFacts
    from momento_scanner.domain.description.preview import Preview
    from momento_scanner.domain.rejection import Rejection


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
