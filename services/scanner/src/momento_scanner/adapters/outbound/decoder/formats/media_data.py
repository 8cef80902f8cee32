"""Which bytes of a film's media data belong to its tracks."""

from __future__ import annotations

from array import array
from typing import IO, TYPE_CHECKING, Final

import numpy as np

from momento_scanner.adapters.outbound.decoder.container_integrity.boxes import boxes_within
from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import refuse_foreign_media

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.packet import Packet
    from av.stream import Stream

_LOOK_BYTES: Final = 256


class Samples:
    """Where the packets of a film lie, as FFmpeg tells it."""

    def __init__(self) -> None:
        self._starts = array("q")
        self._sizes = array("q")

    def add(self, packet: Packet[Stream]) -> None:
        """Counts a packet's bytes as accounted for."""
        if packet.pos is not None and packet.pos >= 0 and packet.size:
            self._starts.append(packet.pos)
            self._sizes.append(packet.size)

    def unaccounted(self, file: IO[bytes], start: int, end: int) -> int:
        """How many bytes of the `mdat` boxes between `start` and `end`, other than zeros, belong to no packet.

        Raises:
            FileRejected: FOREIGN_CONTENT when another file begins there.
        """
        return sum(_look(file, begin, stop) for begin, stop in self._gaps(file, start, end))

    def _gaps(self, file: IO[bytes], start: int, end: int) -> Iterator[tuple[int, int]]:
        begins, stops = self._merged(start)
        for box in [box for box in boxes_within(file, start, end) if box.name == b"mdat"]:
            inside = (stops > box.body) & (begins < box.end)
            edges = np.clip(np.column_stack((begins[inside], stops[inside])), box.body, box.end).ravel()
            bounds = np.concatenate(([box.body], edges, [box.end])).reshape(-1, 2)
            for begin, stop in bounds[bounds[:, 1] > bounds[:, 0]]:
                yield int(begin), int(stop)

    def _merged(self, offset: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]:
        starts, sizes = (np.frombuffer(numbers, dtype=np.int64) for numbers in (self._starts, self._sizes))
        order = np.argsort(starts, kind="stable")
        starts = starts[order] + offset
        stops = np.maximum.accumulate(starts + sizes[order])
        if not len(starts):
            return starts, stops
        first = np.concatenate(([True], starts[1:] > stops[:-1]))
        last = np.concatenate((first[1:], [True]))
        return starts[first], stops[last]


def _look(file: IO[bytes], begin: int, stop: int) -> int:
    file.seek(begin)
    refuse_foreign_media(file.read(min(_LOOK_BYTES, stop - begin)))
    file.seek(begin)
    zeros, remaining = 0, stop - begin
    while remaining and (content := file.read(min(1024 * 1024, remaining))):
        zeros += content.count(0)
        remaining -= len(content)
    return stop - begin - zeros
