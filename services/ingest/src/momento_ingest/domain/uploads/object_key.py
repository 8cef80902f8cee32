"""Where a file is stored: it follows from the authenticated user and from inspection, never from input."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.uploads.policy import MediaKind

if TYPE_CHECKING:
    from momento_ingest.domain.identifiers import UploadId, UserId

_FOLDERS: Final = {MediaKind.PHOTO: "photos", MediaKind.VIDEO: "videos"}
_EXTENSION: Final = re.compile(r"[a-z0-9]{2,5}")
_PREVIEW: Final = re.compile(r"[0-9]{2,5}")


def original_key(user: UserId, upload: UploadId, kind: MediaKind, extension: str) -> str:
    """Key of the uploaded bytes; `extension` is the scanner's canonical one, without a dot."""
    return f"user-{user}/{_FOLDERS[kind]}/{upload}.{_checked(extension, _EXTENSION)}"


def preview_key(user: UserId, upload: UploadId, name: str, extension: str) -> str:
    """Key of a preview; `name` is its longest side in pixels."""
    return f"user-{user}/previews/{upload}/{_checked(name, _PREVIEW)}.{_checked(extension, _EXTENSION)}"


def record_key(user: UserId, upload: UploadId) -> str:
    """Key of the copy of the catalog's entry: written last, it says that all is there, and restores a lost record."""
    return f"user-{user}/records/{upload}.json"


def _checked(part: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(part):
        raise ValueError(f"not a part of an object key: {part!r}")
    return part
