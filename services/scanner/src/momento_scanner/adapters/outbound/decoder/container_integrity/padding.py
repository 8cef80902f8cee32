"""What may follow the end of a picture: nothing, or a little padding."""

from __future__ import annotations

from typing import Final

from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason

MAXIMUM_PADDING: Final = 64 * 1024
"""Writers that align to blocks pad with fewer zero bytes than this."""


def trailing_content() -> FileRejected:
    """The refusal of a file that goes on after its end."""
    return FileRejected(
        Rejection(
            RejectionReason.TRAILING_CONTENT,
            "Something that is not a picture follows the end of the file. Export the picture anew and send that.",
        )
    )


def content_damaged() -> FileRejected:
    """The refusal of a file of which a part is missing or broken."""
    return FileRejected(
        Rejection(
            RejectionReason.CONTENT_DAMAGED,
            "The file is damaged or was cut off. Copy it from the camera again and send that.",
        )
    )


def is_padding(rest: bytes) -> bool:
    """Whether `rest` is a little padding with zeros, or nothing."""
    return len(rest) <= MAXIMUM_PADDING and not rest.strip(b"\0")


def require_padding(rest: bytes) -> None:
    """Raises `FileRejected` (TRAILING_CONTENT) unless `rest` is padding or nothing."""
    if not is_padding(rest):
        raise trailing_content()
