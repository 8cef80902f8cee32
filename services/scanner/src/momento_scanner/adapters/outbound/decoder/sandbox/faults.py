"""What the errors of the decoding libraries mean for a file."""

from __future__ import annotations

import traceback
from typing import Final

import av.error
import pyvips
from PIL import UnidentifiedImageError

from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged
from momento_scanner.adapters.outbound.decoder.sandbox.wire import Reply
from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason

_OUT_OF_MEMORY: Final = ("out of memory", "bad_alloc", "cannot allocate", "unable to allocate")
# Pillow raises SyntaxError and EOFError on broken structure.
_DAMAGED: Final = (pyvips.Error, av.error.FFmpegError, UnidentifiedImageError, SyntaxError, EOFError)


def decoder_limit() -> FileRejected:
    """The refusal of a file that takes more memory or time to decode than a file may."""
    return FileRejected(
        Rejection(
            RejectionReason.DECODER_LIMIT,
            "The file takes too much memory or time to read. Export it anew, smaller, and send that.",
        )
    )


def reply_to(error: Exception) -> Reply:
    """What to say of an error raised while a file was decoded."""
    if isinstance(error, FileRejected):
        return Reply(rejection=error.rejection)
    if isinstance(error, MemoryError) or any(words in str(error).lower() for words in _OUT_OF_MEMORY):
        return Reply(rejection=decoder_limit().rejection)
    if isinstance(error, _DAMAGED) or _is_pillow_rejection(error):
        return Reply(rejection=content_damaged().rejection)
    return Reply(fault=_place(error))


def _is_pillow_rejection(error: Exception) -> bool:
    # Pillow says "truncated" and the like with an OSError that has no number; the system's own always have one.
    return type(error) is OSError and error.errno is None


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return f"{type(error).__name__} at {last.name}:{last.lineno}" if last else type(error).__name__
