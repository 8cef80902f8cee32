"""What became of an upload, for the history of its owner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.identifiers import UploadId, UserId


class UploadEnd(StrEnum):
    """How it ended."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TERMINATED = "terminated"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class UploadReport:
    """The end of an upload that the catalog does not learn of by recording it; empty where something does not apply.

    Attributes:
        file_name: as the user's machine called it, unless it was refused for its name.
        reason: why it was refused, a stable code.
        signature: what the malware engine found.
        signature_version: of the database that the file was held against.
        item: the item that has the same bytes.
        declared_only: whether it was refused for what was declared, before any of it was kept.
    """

    user_id: UserId
    upload_id: UploadId
    end: UploadEnd
    at: datetime
    file_name: str = ""
    sha256: str = ""
    reason: str = ""
    signature: str = ""
    signature_version: str = ""
    item: str = ""
    declared_only: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same report as another: an upload ends once, and what is repeated in a minute is one."""
        if self.declared_only:
            return self.user_id.value, f"{self.at:%Y%m%d%H%M}", self.reason, self.file_name
        return self.upload_id.value, self.end
