"""The film of a motion photo, which lies behind or inside a picture."""

from __future__ import annotations

import io
import os
from typing import IO, TYPE_CHECKING, Final

import av
import av.error

from momento_scanner.adapters.outbound.decoder.container_integrity.padding import trailing_content
from momento_scanner.adapters.outbound.decoder.formats.external_references import refuse_other_files
from momento_scanner.adapters.outbound.decoder.formats.media_data import Samples

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from momento_scanner.domain.inspection.limits import MediaLimits

# Samples that an edit leaves out belong to the film as well.
_OPTIONS: Final = {"ignore_editlist": "1"}
_MAX_UNACCOUNTED: Final = 4096
"""Bytes of a film that no sample holds: what muxers leave between interleaved tracks."""


class FilePart(io.RawIOBase):
    """The bytes of `file` from `start` to `end`, as a file of their own."""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._length = end - start
        self._position = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Goes to `offset`, as for any file."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._length}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Reads up to as many bytes as `buffer` has."""
        view = memoryview(buffer).cast("B")
        self._file.seek(self._start + self._position)
        content = self._file.read(max(0, min(len(view), self._length - self._position)))
        view[: len(content)] = content
        self._position += len(content)
        return len(content)


def require_film(file: IO[bytes], start: int, end: int, limits: MediaLimits) -> None:
    """Reads every packet of the film between `start` and `end`.

    Raises:
        FileRejected: TRAILING_CONTENT when it is no film, or has bytes that belong to none of its tracks;
            FOREIGN_CONTENT; or a limit of `limits`.
    """
    samples = Samples()
    try:
        with av.open(
            FilePart(file, start, end), mode="r", format="mp4", options=_OPTIONS, io_open=refuse_other_files
        ) as container:
            limits.check_tracks(len(container.streams))
            if not container.streams.video:
                raise trailing_content()
            for packet in container.demux():
                samples.add(packet)
    except (av.error.FFmpegError, ValueError):
        raise trailing_content() from None
    if samples.unaccounted(file, start, end) > _MAX_UNACCOUNTED:
        raise trailing_content()
