"""Finds where one of a few pairs of bytes stands, several times faster than a regular expression does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from mmap import mmap

_PAIR: Final = np.dtype("<u2")


class PairSearch:
    """Looks for `pairs`, each of two bytes."""

    def __init__(self, pairs: Iterable[bytes]) -> None:
        self._wanted = np.zeros(2**16, dtype=np.bool_)
        self._wanted[[int.from_bytes(pair, "little") for pair in pairs]] = True

    def places(self, content: mmap | bytes, start: int, stop: int) -> list[int]:
        """At which offsets in `content`, from `start` and before `stop`, a pair begins; in no order."""
        return [*self._every_second(content, start, stop), *self._every_second(content, start + 1, stop)]

    def _every_second(self, content: mmap | bytes, start: int, stop: int) -> list[int]:
        # The last pair reaches one byte beyond `stop`, if there is one.
        count = (min(stop + 1, len(content)) - start) // _PAIR.itemsize
        if count <= 0:
            return []
        pairs = np.frombuffer(content, _PAIR, count, start)
        # No pair lies outside the table, and to say so spares a check of each.
        found = np.flatnonzero(self._wanted.take(pairs, mode="wrap"))
        # A list, since an array would hold on to memory that is unmapped soon.
        places: list[int] = (found * _PAIR.itemsize + start).tolist()
        return places
