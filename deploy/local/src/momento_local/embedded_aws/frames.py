"""How records lie in a file: one frame each, so that a record that was not written to its end is known as such.

A file begins with `MAGIC`. A frame is a header and a payload; the header (big-endian) holds a mark, the record's
sequence number, the sequence number of the first record that was written together with it, the length of the payload,
and the CRC-32 of everything else.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

MAGIC: Final = b"momento-aws-log 1\n"
"""Ends with the version of the form."""
MARK: Final = b"\xf5rec"
HEADER: Final = struct.Struct(">4sQQII")


class FileDamaged(LaunchError):
    """A file of the embedded AWS does not hold what was written to it, and what is missing was acknowledged."""


@dataclass(frozen=True)
class Frame:
    """One record: its number, the number of the first one of its group, its bytes, and where in the file it ends."""

    sequence: int
    group: int
    payload: bytes
    end: int


def encode(sequence: int, group: int, payload: bytes) -> bytes:
    """The bytes of one frame."""
    return HEADER.pack(MARK, sequence, group, len(payload), _checksum(sequence, group, payload)) + payload


def read(path: Path, first: int) -> Iterator[Frame]:
    """The frames of a file whose records begin with the number `first`, up to the first that is not whole.

    Raises FileDamaged when the file is of another form, and when a frame that is not whole is followed by one of a
    later group: a group is written when the one before it is safe, so that this is damage and no interrupted write.
    """
    with path.open("rb") as file:
        magic = file.read(len(MAGIC))
        if magic != MAGIC[: len(magic)]:
            raise FileDamaged(f"{path} is of another version of Momento, or damaged.")
        end, groups = len(magic), {first}
        while len(magic) == len(MAGIC) and (frame := _next(file)) is not None:
            yield frame
            end, groups = frame.end, {frame.group, frame.sequence + 1}
        if not all(frame.group in groups for frame in _whole_frames(file, end)):
            raise FileDamaged(f"{path} is damaged at byte {end}: records follow that were written later.")


def _next(file: BinaryIO) -> Frame | None:
    head = file.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    mark, sequence, group, length, checksum = HEADER.unpack(head)
    if mark != MARK:
        return None
    payload = file.read(length)
    whole = len(payload) == length and _checksum(sequence, group, payload) == checksum
    return Frame(sequence, group, payload, file.tell()) if whole else None


def _whole_frames(file: BinaryIO, begin: int) -> Iterator[Frame]:
    """The frames that are whole among the bytes from `begin` on."""
    file.seek(begin)
    rest = file.read()
    at = rest.find(MARK)
    while at >= 0:
        file.seek(begin + at)
        frame = _next(file)
        if frame is not None:
            yield frame
        at = rest.find(MARK, at + 1)


def _checksum(sequence: int, group: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(struct.pack(">QQI", sequence, group, len(payload))))
