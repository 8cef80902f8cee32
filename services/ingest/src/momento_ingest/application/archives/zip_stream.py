"""A ZIP (PKWARE APPNOTE 6.3.10) that is written once from its beginning to its end, and kept nowhere."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final, Self, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_LATEST: Final = (2107, 12, 31, 23, 59, 58)
"""The times that a ZIP can tell (APPNOTE 4.4.6)."""
_READABLE: Final = stat.S_IFREG | 0o644


@dataclass
class _Outbox:
    """What was written since somebody took it; without `tell` and `seek`, so that nothing is ever gone back to."""

    pieces: list[bytes] = field(default_factory=list)

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""


class ZipStream:
    """Takes files piece by piece and gives the bytes of the archive by `take`.

    Files are stored as they are: photos and videos are compressed already. Their lengths and CRCs follow them (APPNOTE
    4.3.9), in 64 bits where a file, or the archive, needs that. All that it remembers is the directory for its end. An
    archive that was left without `finish` has no directory: no program takes it for a whole one.
    """

    def __init__(self) -> None:
        self._outbox = _Outbox()
        self._archive = ZipFile(cast("IO[bytes]", self._outbox), "w", ZIP_STORED)
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """The same."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Lets go of everything; what would be written now is not for anybody."""
        self.end_file()
        self._archive.close()
        self._outbox.pieces.clear()

    def begin_file(self, path: str, modified_at: datetime, size: int) -> None:
        """Begins the file at `path`, of at most `size` bytes, as of `modified_at`."""
        when = min(max(modified_at.timetuple()[:6], _EARLIEST), _LATEST)
        entry = ZipInfo(path, when)
        entry.external_attr = _READABLE << 16
        entry.file_size = size
        self._file = self._archive.open(entry, "w")

    def write(self, piece: bytes) -> None:
        """The next bytes of the file."""
        if self._file is None:
            raise ValueError("No file was begun.")
        self._file.write(piece)

    def end_file(self) -> None:
        """Ends the file, if one was begun."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def drop_file(self) -> None:
        """Ends the file and leaves it out of the directory: no program that opens the archive sees it."""
        self.end_file()
        self._archive.infolist().pop()

    def finish(self, comment: str) -> None:
        """Ends the archive with a word about it, in ASCII."""
        self._archive.comment = comment.encode("ascii")
        self._archive.close()

    def take(self) -> bytes:
        """The bytes that are ready."""
        ready = b"".join(self._outbox.pieces)
        self._outbox.pieces.clear()
        return ready
