"""Places that stand in several lists at once, all of them newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from momento_catalog.domain.timeline.timeline import Moment

MILESTONE: Final = 10
"""Of so many places that stand elsewhere alone one is given nevertheless."""


def in_all(places: Iterator[Moment], others: Sequence[Iterator[Moment]]) -> Iterator[Moment]:
    """Those of `places` that stand in each of `others`; nothing is read further than it has to be.

    Sometimes one that does not is among them: who stops after so many learns by it how far the lists were read,
    however little they have in common.
    """
    readers = [_Reader(other) for other in others]
    passed_over = 0
    for place in places:
        if all(reader.has(place) for reader in readers):
            yield place
        elif any(reader.ended for reader in readers):
            return
        elif (passed_over := passed_over + 1) % MILESTONE == 0:
            yield place


class _Reader:
    """Follows one of the lists."""

    def __init__(self, places: Iterator[Moment]) -> None:
        self._places = places
        self._head: Moment | None = None
        self.ended = False

    def has(self, place: Moment) -> bool:
        """Whether `place` is in the list; each that is asked for is older than the one before."""
        while not self.ended and (self._head is None or self._head > place):
            self._head = next(self._places, None)
            self.ended = self._head is None
        return self._head == place
