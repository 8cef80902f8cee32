"""The allow-list: which kinds of file may be stored, and by which extensions they may call themselves.

Three witnesses must agree on a file: its extension, its signature (the first bytes) and a complete decode
(OWASP File Upload Cheat Sheet; ASVS 5.0, 5.2.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason


class MediaKind(StrEnum):
    """Whether a file is looked at or played."""

    PHOTO = "photo"
    VIDEO = "video"


class Container(StrEnum):
    """How the bytes of a file are laid out; it decides how the file's end is found."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    RIFF = "riff"
    ISO_BMFF = "iso-bmff"
    MATROSKA = "matroska"


@dataclass(frozen=True, slots=True)
class MediaType:
    """A kind of file on the allow-list.

    Attributes:
        content_type: canonical media type (IANA where one is registered).
        name: how people call it.
        extensions: what its file names may end in, lower case, without a dot; the canonical one first.
    """

    content_type: str
    name: str
    kind: MediaKind
    container: Container
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        """The canonical file name extension, without a dot."""
        return self.extensions[0]


JPEG: Final = MediaType("image/jpeg", "JPEG", MediaKind.PHOTO, Container.JPEG, ("jpg", "jpeg", "jpe", "jfif"))
PNG: Final = MediaType("image/png", "PNG", MediaKind.PHOTO, Container.PNG, ("png",))
WEBP: Final = MediaType("image/webp", "WebP", MediaKind.PHOTO, Container.RIFF, ("webp",))
GIF: Final = MediaType("image/gif", "GIF", MediaKind.PHOTO, Container.GIF, ("gif",))
HEIC: Final = MediaType("image/heic", "HEIC", MediaKind.PHOTO, Container.ISO_BMFF, ("heic", "heif", "hif"))
AVIF: Final = MediaType("image/avif", "AVIF", MediaKind.PHOTO, Container.ISO_BMFF, ("avif",))
MP4: Final = MediaType("video/mp4", "MP4", MediaKind.VIDEO, Container.ISO_BMFF, ("mp4", "m4v"))
MOV: Final = MediaType("video/quicktime", "QuickTime", MediaKind.VIDEO, Container.ISO_BMFF, ("mov", "qt"))
WEBM: Final = MediaType("video/webm", "WebM", MediaKind.VIDEO, Container.MATROSKA, ("webm",))
MKV: Final = MediaType("video/matroska", "Matroska", MediaKind.VIDEO, Container.MATROSKA, ("mkv",))

ALLOWED: Final = (JPEG, PNG, WEBP, GIF, HEIC, AVIF, MP4, MOV, WEBM, MKV)
BY_CONTENT_TYPE: Final = {media_type.content_type: media_type for media_type in ALLOWED}
BY_EXTENSION: Final = {extension: media_type for media_type in ALLOWED for extension in media_type.extensions}


def by_extension(extension: str) -> MediaType:
    """The media type that a file name extension claims.

    Raises:
        FileRejected: EXTENSION_NOT_ALLOWED.
    """
    if extension not in BY_EXTENSION:
        names = ", ".join(media_type.name for media_type in ALLOWED)
        raise FileRejected(
            Rejection(RejectionReason.EXTENSION_NOT_ALLOWED, f"Files of this type are not kept. Choose {names}.")
        )
    return BY_EXTENSION[extension]


def agreed(claimed: MediaType, signature: MediaType | None) -> MediaType:
    """The media type on which the extension (`claimed`) and the signature agree.

    Raises:
        FileRejected: CONTENT_NOT_RECOGNISED or EXTENSION_MISMATCH.
    """
    if signature is None:
        raise FileRejected(
            Rejection(
                RejectionReason.CONTENT_NOT_RECOGNISED,
                "The content is not a photo or video that Momento knows. Choose the original file.",
            )
        )
    if signature is not claimed:
        raise FileRejected(
            Rejection(
                RejectionReason.EXTENSION_MISMATCH,
                f"The name says {claimed.name}, but the content is {signature.name}. "
                f"If that is right, let the name end in .{signature.extension} and send it again.",
            )
        )
    return signature
