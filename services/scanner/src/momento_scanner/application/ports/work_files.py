"""A place for the bytes of a file while it is inspected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path


class WorkFile(Protocol):
    """A file that grows and then is read."""

    @property
    def path(self) -> Path:
        """Where its bytes are."""

    def write(self, content: bytes) -> None:
        """Appends `content`; once `flush` has returned, readers of `path` see it."""

    def flush(self) -> None:
        """Hands everything written to the operating system."""


class WorkFiles(Protocol):
    """Makes files that are gone when their context is left, whatever happened in it."""

    def create(self) -> AbstractContextManager[WorkFile]:
        """A new, empty file that only this process's user can read."""
