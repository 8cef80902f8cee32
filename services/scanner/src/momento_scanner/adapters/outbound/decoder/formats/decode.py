"""A complete decode of one file: the work of a sandboxed process."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.container_integrity.check import check_end
from momento_scanner.adapters.outbound.decoder.description.metadata import read_exif
from momento_scanner.adapters.outbound.decoder.description.previews import make_views
from momento_scanner.adapters.outbound.decoder.formats.film_part import require_film
from momento_scanner.adapters.outbound.decoder.formats.heif import decode_avif, decode_heic
from momento_scanner.adapters.outbound.decoder.formats.video import decode_video
from momento_scanner.adapters.outbound.decoder.formats.vips import decode_gif, decode_jpeg, decode_png, decode_webp
from momento_scanner.domain.description.decoded_media import DecodedMedia
from momento_scanner.domain.formats.media_type import AVIF, GIF, HEIC, JPEG, PNG, WEBP, MediaKind, MediaType

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_scanner.adapters.outbound.decoder.formats.picture import Picture
    from momento_scanner.domain.inspection.limits import MediaLimits

_DECODERS: Final[dict[MediaType, Callable[[IO[bytes], MediaLimits], Picture]]] = {
    JPEG: decode_jpeg,
    PNG: decode_png,
    WEBP: decode_webp,
    GIF: decode_gif,
    HEIC: decode_heic,
    AVIF: decode_avif,
}


def decode(file: IO[bytes], media_type: MediaType, limits: MediaLimits) -> DecodedMedia:
    """Reads the whole file as `media_type`; it needs a descriptor, and nothing else is opened.

    Raises:
        FileRejected: the file breaks a limit, is damaged, goes on after its end, or hides another file.
        Others: whatever the libraries raise on damaged files; `faults` knows what they mean.
    """
    for start, end in check_end(file, media_type.container):
        require_film(file, start, end, limits)
    file.seek(0)
    if media_type.kind is MediaKind.VIDEO:
        return decode_video(file, media_type, limits)
    return _described(_DECODERS[media_type](file, limits))


def _described(picture: Picture) -> DecodedMedia:
    views = make_views(picture.pixels)
    metadata = read_exif(picture.exif)
    return DecodedMedia(
        width=picture.width,
        height=picture.height,
        previews=views.previews,
        thumbhash=views.thumbhash,
        crops=(views.label_crop,),
        miniature=views.miniature,
        duration_seconds=picture.duration_seconds,
        camera=metadata.camera,
        position=metadata.position,
        clues=metadata.clues,
        says_screenshot=metadata.says_screenshot,
    )
