"""Tags that follow from what a file says of itself and from how it looks, with no knowledge from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_scanner.domain.description.camera_tags import camera_tags
from momento_scanner.domain.description.colour_tags import colour_tags
from momento_scanner.domain.description.shape_tags import Shape
from momento_scanner.domain.description.time_tags import time_tags

if TYPE_CHECKING:
    from momento_scanner.domain.description.decoded_media import DecodedMedia
    from momento_scanner.domain.description.tag import Tag
    from momento_scanner.domain.description.taken_at import TakenAt
    from momento_scanner.domain.formats.media_type import MediaType


def derived_tags(media_type: MediaType, file_name: str, decoded: DecodedMedia, taken_at: TakenAt) -> tuple[Tag, ...]:
    """Camera, time, shape and colour."""
    return (
        *camera_tags(decoded.camera),
        *time_tags(taken_at, decoded.position),
        *Shape(media_type, decoded, file_name).tags,
        *colour_tags(decoded.miniature),
    )
