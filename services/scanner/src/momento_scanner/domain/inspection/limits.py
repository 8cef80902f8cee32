"""How large, long and complex a file may be; checked from headers before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass, fields

from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """Limits on one file (ASVS 5.0, 5.2.1 and 5.2.6; OWASP File Upload Cheat Sheet).

    Attributes:
        size_bytes: length of the file.
        pixels: width times height of one picture or video frame.
        side: longest side in pixels; without it a picture of 1 by 50000 passes the limit on pixels.
        frames: pictures in one animation or image collection.
        animation_pixels: pixels of all pictures of an animation together.
        video_pixels: width times height of a film's picture.
        free_pixels: pixels that cost nobody much, whatever the length of the file.
        pixels_per_byte: what a byte of a still picture may become beyond `free_pixels`. Photos have less than 20 pixels
            a byte, a JPEG of one colour 90.
        free_animation_pixels: of an animation, decoded whatever the length of the file.
        animation_pixels_per_byte: decoded beyond that; of the rest only the structure is read.
        tracks: tracks in one video: pictures, sounds, subtitles and others.
        duration_seconds: length of a video.
    """

    size_bytes: int = 1_950_000_000
    pixels: int = 200_000_000
    side: int = 32_768
    frames: int = 2_000
    animation_pixels: int = 2_000_000_000
    video_pixels: int = 70_000_000
    free_pixels: int = 64_000_000
    pixels_per_byte: int = 100
    free_animation_pixels: int = 32_000_000
    animation_pixels_per_byte: int = 30
    tracks: int = 32
    duration_seconds: int = 12 * 3600

    def __post_init__(self) -> None:
        """A limit of zero or less would reject everything."""
        wrong = [field.name for field in fields(self) if getattr(self, field.name) <= 0]
        if wrong:
            raise ValueError(f"limits must be positive: {', '.join(wrong)}")

    def check_size(self, size_bytes: int) -> None:
        """Raises `FileRejected` (FILE_EMPTY, FILE_TOO_LARGE) unless a file of this length may be inspected."""
        if size_bytes == 0:
            raise _rejected(RejectionReason.FILE_EMPTY, "The file is empty. Choose the original file.")
        if size_bytes > self.size_bytes:
            megabytes = self.size_bytes // 1_000_000
            raise _rejected(
                RejectionReason.FILE_TOO_LARGE, f"The file is larger than {megabytes} MB. Send a smaller one."
            )

    def check_picture(self, width: int, height: int) -> None:
        """Raises `FileRejected` (CONTENT_DAMAGED, IMAGE_TOO_LARGE, TOO_MANY_PIXELS) unless this may be decoded."""
        if min(width, height) <= 0:
            raise _rejected(RejectionReason.CONTENT_DAMAGED, "The picture has no size. Choose the original file.")
        if max(width, height) > self.side:
            raise _rejected(
                RejectionReason.IMAGE_TOO_LARGE,
                f"The picture is longer than {self.side} pixels on one side. Send a smaller version.",
            )
        if width * height > self.pixels:
            raise _rejected(
                RejectionReason.TOO_MANY_PIXELS,
                f"The picture has more than {self.pixels // 1_000_000} megapixels. Send a smaller version.",
            )

    def check_density(self, width: int, height: int, size_bytes: int) -> None:
        """Raises `FileRejected` (TOO_MANY_PIXELS) unless a file of this length may become a picture of this size."""
        if width * height > self.free_pixels + self.pixels_per_byte * size_bytes:
            raise _rejected(
                RejectionReason.TOO_MANY_PIXELS,
                "The picture has far more pixels than its file has content for. Send a smaller version.",
            )

    def check_video_picture(self, width: int, height: int) -> None:
        """Raises `FileRejected` (as `check_picture`) unless pictures of a film may be as large as this."""
        self.check_picture(width, height)
        if width * height > self.video_pixels:
            raise _rejected(
                RejectionReason.TOO_MANY_PIXELS,
                f"The video has more than {self.video_pixels // 1_000_000} megapixels. Send a smaller version.",
            )

    def decoded_frames(self, frames: int, width: int, height: int, size_bytes: int) -> int:
        """How many of an animation's frames are decoded, at least one: as many as the length of the file pays for."""
        pixels = self.free_animation_pixels + self.animation_pixels_per_byte * size_bytes
        return max(1, min(frames, pixels // (width * height)))

    def check_frames(self, frames: int, width: int, height: int) -> None:
        """Raises `FileRejected` (TOO_MANY_FRAMES) unless an animation of this many frames may be decoded."""
        if frames > self.frames or frames * width * height > self.animation_pixels:
            raise _rejected(
                RejectionReason.TOO_MANY_FRAMES,
                f"The animation is too long: at most {self.frames} pictures are taken, fewer if they are large.",
            )

    def check_tracks(self, tracks: int) -> None:
        """Raises `FileRejected` (TOO_MANY_TRACKS) unless a video of this many tracks may be read."""
        if tracks > self.tracks:
            raise _rejected(
                RejectionReason.TOO_MANY_TRACKS, f"The video has more than {self.tracks} tracks. Export it with fewer."
            )

    def check_duration(self, seconds: float) -> None:
        """Raises `FileRejected` (TOO_LONG) unless a video of this length may be read."""
        if seconds > self.duration_seconds:
            raise _rejected(
                RejectionReason.TOO_LONG, f"The video is longer than {self.duration_seconds // 3600} hours. Split it."
            )


def _rejected(reason: RejectionReason, message: str) -> FileRejected:
    return FileRejected(Rejection(reason, message))
