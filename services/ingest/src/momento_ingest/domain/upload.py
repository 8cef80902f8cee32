"""An upload on its way: receiving → received → inspecting → storing → catalogued, or rejected."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from momento_ingest.domain.file_name import FileName
    from momento_ingest.domain.identifiers import UploadId, UserId

MAXIMUM_TAGS: Final = 50
MAXIMUM_TAG_LENGTH: Final = 50


class UploadState(StrEnum):
    """How far an upload has come."""

    RECEIVED = "received"
    INSPECTING = "inspecting"
    STORING = "storing"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file whose last byte has arrived.

    Attributes:
        sha256: of the bytes as they arrived, lower-case hexadecimal.
        grant: auth's leave to record this one upload for this user.
    """

    upload_id: UploadId
    user_id: UserId
    file_name: FileName
    size_bytes: int
    sha256: str
    received_at: datetime
    tags: tuple[str, ...]
    grant: str
    state: UploadState = UploadState.RECEIVED

    def at(self, state: UploadState) -> Upload:
        """The same upload in its next state."""
        return replace(self, state=state)


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
