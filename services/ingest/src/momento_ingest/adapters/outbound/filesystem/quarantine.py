"""Files that this service wrote and can no longer read: they stay where they are, and stop nothing else."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken

from momento_ingest.domain.errors import IngestError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_logger = logging.getLogger(__name__)


class Unreadable(Exception):
    """The file is damaged, was sealed with another key, or says what only a newer version understands."""


@contextmanager
def reading() -> Iterator[None]:
    """Raises Unreadable for whatever goes wrong with the content of a file, but FileNotFoundError as it is."""
    try:
        yield
    except FileNotFoundError:
        raise
    except InvalidToken as error:
        raise Unreadable("sealed with a key that is not among the keys, or damaged") from error
    except (IngestError, LookupError, OSError, TypeError, ValueError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


class UnreadableLog:
    """Says of each file once that it cannot be read: anyone who looks at them looks every few seconds."""

    def __init__(self, what: str) -> None:
        """`what` the files are, for the log."""
        self._what = what
        self._reported: set[Path] = set()

    def tell(self, path: Path, error: Unreadable, **known: str) -> None:
        """Logs the cause, and what is `known` of the file."""
        if path not in self._reported:
            self._reported.add(path)
            _logger.error("%s unreadable", self._what, extra={**known, "file": path.name, "detail": str(error)})
