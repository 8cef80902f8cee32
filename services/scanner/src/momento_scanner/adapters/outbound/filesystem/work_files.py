"""Work files in a folder, best a size-limited temporary file system of the scanner's own."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX: Final = "inspection-"


class OpenWorkFile:
    """A work file that is being written."""

    def __init__(self, handle: IO[bytes], path: Path) -> None:
        self._handle = handle
        self._path = path

    @property
    def path(self) -> Path:
        """Where its bytes are; the name says nothing of the file's own."""
        return self._path

    def write(self, content: bytes) -> None:
        """Appends `content`."""
        self._handle.write(content)

    def flush(self) -> None:
        """Hands everything written to the operating system."""
        self._handle.flush()


class FolderWorkFiles:
    """Makes work files in one folder, which belongs to one scanner process alone."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder if need be and removes what a killed predecessor left in it."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in folder.glob(f"{_PREFIX}*"):
            leftover.unlink()
        self._folder = folder

    @contextmanager
    def create(self) -> Iterator[OpenWorkFile]:
        """A new, empty file (mode 0600) that is gone when the context is left."""
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=_PREFIX) as handle:
            yield OpenWorkFile(handle.file, Path(handle.name))
