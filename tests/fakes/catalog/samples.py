"""Items to test with."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from momento_catalog.domain.identifiers import UploadId, UserId
from momento_catalog.domain.records.checksum import Sha256
from momento_catalog.domain.records.facts import MediaFacts, MediaKind, ScanReport
from momento_catalog.domain.records.media import Media
from momento_catalog.domain.records.tags import Tag, TagName, TagSource
from momento_catalog.domain.title import Title
from ulid import ULID

TAKEN_AT = datetime(2008, 10, 22, 16, 28, 39, tzinfo=UTC)
UPLOADED_AT = datetime(2025, 12, 24, 18, 0, tzinfo=UTC)
SCAN = ScanReport("ClamAV 1.4.3", "27500", UPLOADED_AT)
PHOTO = MediaFacts(MediaKind.PHOTO, "image/jpeg", "jpg", 4000, 3000, taken_at=TAKEN_AT)
VIDEO = MediaFacts(MediaKind.VIDEO, "video/mp4", "mp4", 1920, 1080, duration_seconds=12.5, taken_at=TAKEN_AT)

_numbers = itertools.count(1)


def new_user_id() -> UserId:
    return UserId(str(ULID()).lower())


def new_upload_id() -> UploadId:
    return UploadId(f"01{next(_numbers):024d}")


def sha256_of(content: object) -> Sha256:
    return Sha256(hashlib.sha256(str(content).encode()).hexdigest())


def tag_names(*names: str) -> tuple[TagName, ...]:
    return tuple(map(TagName.typed, names))


def model_tags(*names: str) -> tuple[Tag, ...]:
    return tuple(Tag(name, TagSource.MODEL, 0.5) for name in tag_names(*names))


def media(user_id: UserId, **changes: Any) -> Media:
    """A photo of `user_id` like no other; besides the fields of Media, `taken_at`, `kind` and `tags` can be said."""
    facts = changes.pop("facts", None) or (VIDEO if changes.pop("kind", "photo") == "video" else PHOTO)
    if "taken_at" in changes:
        facts = replace(facts, taken_at=changes.pop("taken_at"))
    if "tags" in changes:
        changes["own_tags"] = tag_names(*changes.pop("tags"))
    if isinstance(changes.get("title"), str):
        changes["title"] = Title(changes["title"])
    upload_id = changes.pop("upload_id", None) or new_upload_id()
    fields: dict[str, Any] = {
        "upload_id": upload_id,
        "file_name": "IMG_0001.JPG",
        "size_bytes": 1_000_000,
        "sha256": sha256_of(upload_id),
        "facts": facts,
        "scan": SCAN,
        "uploaded_at": UPLOADED_AT,
    }
    return Media(user_id=user_id, **{**fields, **changes})
