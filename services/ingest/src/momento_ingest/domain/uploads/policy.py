"""What may be declared: the checks that need not one byte of the file (OWASP File Upload: F1, F6; ASVS V5.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import TooLarge, UnsupportedMedia

if TYPE_CHECKING:
    from momento_ingest.domain.uploads.file_name import FileName


class MediaKind(StrEnum):
    """Whether a file is looked at or played."""

    PHOTO = "photo"
    VIDEO = "video"


EXTENSIONS: Final = {
    **dict.fromkeys(
        ("jpg", "jpeg", "png", "webp", "gif", "heic", "heif", "avif", "jpe", "jfif", "hif"), MediaKind.PHOTO
    ),
    **dict.fromkeys(("mp4", "m4v", "mov", "webm", "mkv", "qt"), MediaKind.VIDEO),
}
"""Declared extensions that are worth a look; the scanner decides by content."""


@dataclass(frozen=True, slots=True)
class UploadPolicy:
    """Limits on what is taken, in bytes."""

    photo_bytes: int
    video_bytes: int

    def kind_of(self, name: FileName) -> MediaKind:
        """What a file of this name claims to be.

        Raises:
            UnsupportedMedia: Momento does not keep such files.
        """
        kind = EXTENSIONS.get(name.extension)
        if kind is None:
            known = ", ".join(EXTENSIONS)
            raise UnsupportedMedia("EXTENSION_NOT_ALLOWED", f"Momento keeps files that end in: {known}.")
        return kind

    def limit(self, kind: MediaKind) -> int:
        """The largest file of this kind, in bytes."""
        return self.photo_bytes if kind is MediaKind.PHOTO else self.video_bytes

    @property
    def largest(self) -> int:
        """The largest file of any kind, in bytes."""
        return max(self.photo_bytes, self.video_bytes)

    def check_size(self, size_bytes: int, limit: int) -> None:
        """Refuses a file that has, or will have, more than `limit` bytes.

        Raises:
            TooLarge: names the limit.
        """
        if size_bytes > limit:
            raise TooLarge("FILE_TOO_LARGE", f"The file is larger than the {_readable(limit)} allowed for its kind.")


def _readable(size_bytes: int) -> str:
    for unit, length in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size_bytes >= length:
            return f"{size_bytes / length:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size_bytes} bytes"
