"""How many archives may be on their way."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_ingest.domain.identifiers import UserId

OF_A_USER: Final = 2
IN_ALL: Final = 16
"""Of one process: each keeps a connection to the store, some pieces of 256 KiB, and the names of its files."""


class ArchiveSlots:
    """Counts the archives of one process."""

    def __init__(self) -> None:
        self._running: Counter[UserId] = Counter()

    @contextmanager
    def taken(self, user: UserId) -> Iterator[None]:
        """Counts one more while the block lasts; raises TooManyRequests."""
        if self._running[user] >= OF_A_USER or self._running.total() >= IN_ALL:
            sentence = "Too many archives are being made; wait until one has ended."
            raise TooManyRequests("TOO_MANY_ARCHIVES", sentence, retry_after_seconds=60)
        self._running[user] += 1
        try:
            yield
        finally:
            self._running[user] -= 1
            self._running += Counter()  # drops anyone who is at zero
