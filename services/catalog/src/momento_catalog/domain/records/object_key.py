"""Where an item's objects lie in the bucket: derived from the record, never from a request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.records.facts import MediaKind

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.media import Media


class Rendition(Enum):
    """Which of an item's objects is meant."""

    ORIGINAL = "original"
    PREVIEW_256 = "256"
    PREVIEW_1440 = "1440"


PREVIEWS: Final = (Rendition.PREVIEW_256, Rendition.PREVIEW_1440)
_FOLDERS: Final = {MediaKind.PHOTO: "photos", MediaKind.VIDEO: "videos"}
_PREVIEW_FILES: Final = {Rendition.PREVIEW_256: "256.webp", Rendition.PREVIEW_1440: "1440.jpg"}
_PART: Final = "[a-z0-9]{1,8}"
"""A name or an extension, without the dots and slashes that would lead elsewhere."""
_PREVIEW_TYPES: Final = {Rendition.PREVIEW_256: "image/webp", Rendition.PREVIEW_1440: "image/jpeg"}


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object of an item: its key and the media type to serve it as."""

    key: str
    content_type: str


def stored_object(media: Media, rendition: Rendition) -> StoredObject:
    """The object that holds `rendition` of `media`."""
    if rendition is not Rendition.ORIGINAL:
        return stored_preview(media.user_id, media.upload_id, rendition)
    key = f"user-{media.user_id}/{_FOLDERS[media.facts.kind]}/{media.upload_id}.{media.facts.extension}"
    return StoredObject(key, media.facts.content_type)


def stored_preview(user_id: UserId, upload_id: UploadId, rendition: Rendition) -> StoredObject:
    """The object that holds a preview; every item has each of `PREVIEWS`, under a key that needs no record."""
    key = f"user-{user_id}/previews/{upload_id}/{_PREVIEW_FILES[rendition]}"
    return StoredObject(key, _PREVIEW_TYPES[rendition])


def every_key(media: Media) -> tuple[str, ...]:
    """The keys of all objects of an item; first the copy of its record, since it says that the others are there."""
    renditions = (stored_object(media, rendition).key for rendition in Rendition)
    return (record_key(media.user_id, media.upload_id), *renditions)


def record_key(user_id: UserId, upload_id: UploadId) -> str:
    """The key of the copy of the record that ingest writes beside the original."""
    return f"user-{user_id}/records/{upload_id}.json"


def is_key_of(user_id: UserId, upload_id: UploadId, key: str) -> bool:
    """Whether ingest may have stored an object of this upload at `key`, by whatever version and with whatever facts."""
    objects = rf"(photos|videos)/{upload_id}\.{_PART}|previews/{upload_id}/{_PART}\.{_PART}|records/{upload_id}\.json"
    return re.fullmatch(rf"user-{user_id}/({objects})", key) is not None
