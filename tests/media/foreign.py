"""Small files of other kinds, and the places of pictures and films in which they can be hidden."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from typing import Final

from tests.media.eicar import EICAR
from tests.media.images import gif, jpeg, png, png_chunk, webp
from tests.media.videos import box, mkv, mp4


def archive(content: bytes = EICAR) -> bytes:
    """A ZIP of one packed file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("run.jar", content)
    return target.getvalue()


ELF: Final = b"\x7fELF\x02\x01\x01" + bytes(200)
PROGRAM: Final = b"MZ" + bytes(58) + (128).to_bytes(4, "little") + bytes(64) + b"PE\0\0\x64\x86" + bytes(200)
PAGE: Final = b"<!DOCTYPE html>\n<html><script>alert(1)</script></html>"
RAR: Final = b"Rar!\x1a\x07\x01\x00" + bytes(100)
SEVEN: Final = b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(100)
# A header of level 0: length, checksum, method, sizes, time, attribute, level, name, checksum of the content.
LHA: Final = b"\x18\x5a-lh0-" + struct.pack("<IIIBBB", 5, 5, 0x5000_0000, 0x20, 0, 1) + b"a\0\0hello\0"
# The main header: two lengths, versions, host, flags, security version, type, and the rest as zeros.
ARJ: Final = (
    b"\x60\xea\x2a\0" + bytes((0x22, 11, 1, 2, 0x10, 0, 2)) + bytes(27) + b"a.arj\0\0" + bytes(6) + b"\x60\xea\0\0"
)
DISC: Final = bytes(0x8000) + b"\x01CD001\x01\0" + b"LINUX".ljust(64) + bytes(200)
PACKED: Final = gzip.compress(bytes(range(256)) * 40, mtime=0)
MACH_O: Final = b"\xcf\xfa\xed\xfe\x0c\0\0\x01" + bytes(200)
FILES: Final = {
    "zip": archive(),
    "elf": ELF,
    "exe": PROGRAM,
    "html": PAGE,
    "rar": RAR,
    "7z": SEVEN,
    "lha": LHA,
    "arj": ARJ,
    "iso": DISC,
    # Behind a byte of something else, where a place does not begin as they do.
    "gzip": b"\x03" + PACKED,
    "mach-o": b"\x03" + MACH_O,
}


def segment(marker: int, content: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def jpeg_with(marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment, directly behind its first marker."""
    plain = jpeg()
    return plain[:2] + segment(marker, content) + plain[2:]


def png_with(name: bytes, content: bytes) -> bytes:
    """A PNG with one more chunk, behind its header."""
    plain, after_header = png(), 8 + 12 + 13
    return plain[:after_header] + png_chunk(name, content) + plain[after_header:]


def gif_with(label: int, content: bytes) -> bytes:
    """A GIF with one more extension in front of its trailer."""
    blocks = [content[start : start + 255] for start in range(0, len(content), 255)]
    packed = b"".join(bytes([len(block)]) + block for block in blocks)
    return gif()[:-1] + bytes((0x21, label)) + packed + b"\0;"


def webp_with(name: bytes, content: bytes) -> bytes:
    """A WebP with one more chunk at its end."""
    chunk = name + struct.pack("<I", len(content)) + content + bytes(len(content) & 1)
    body = webp()[8:] + chunk
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mkv_with(identifier: int, content: bytes) -> bytes:
    """A Matroska film with one more element at the end of its segment."""
    element = identifier.to_bytes((identifier.bit_length() + 7) // 8) + _length(len(content)) + content
    plain = mkv()
    at = plain.index(b"\x18\x53\x80\x67")
    size = int.from_bytes(plain[at + 4 : at + 12]) & (1 << 56) - 1
    return plain[: at + 4] + _length(size + len(element)) + plain[at + 12 :] + element


def attachment(mime_type: str, content: bytes) -> bytes:
    """The content of a Matroska element `Attachments` (RFC 9559, 5.1.6)."""
    fields = ((0x466E, b"name"), (0x4660, mime_type.encode()), (0x465C, content), (0x46AE, b"\x07"))
    body = b"".join(number.to_bytes(2) + _length(len(value)) + value for number, value in fields)
    return b"\x61\xa7" + _length(len(body)) + body


def _length(size: int) -> bytes:
    return (1 << 56 | size).to_bytes(8)


def motion_photo(film: bytes) -> bytes:
    """A JPEG with a film behind it."""
    return jpeg() + film


def film_without_tracks(content: bytes) -> bytes:
    """Boxes that look like a film and hold `content`."""
    return box(b"ftyp", b"isom\0\0\0\0isom") + box(b"mdat", content)


def film_with_free(name: bytes, content: bytes) -> bytes:
    """A film with one more box."""
    return mp4() + box(name, content)


def film_with_more_data(content: bytes) -> bytes:
    """A film whose `mdat` goes on behind its last sample."""
    plain = mp4()
    at = plain.rindex(b"mdat") - 4
    length = int.from_bytes(plain[at : at + 4])
    return (
        plain[:at] + (length + len(content)).to_bytes(4) + plain[at + 4 : at + length] + content + plain[at + length :]
    )


def samsung(*blocks: tuple[bytes, bytes], between: bytes = b"") -> bytes:
    """Samsung's trailer of named blocks; `between` lies before its directory, which does not know of it."""
    parts = [struct.pack("<HHI", 0, 0x0A01, len(name)) + name + content for name, content in blocks]
    distance, entries = sum(map(len, parts)) + len(between), b""
    for part in parts:
        entries += struct.pack("<HHII", 0, 0x0A01, distance, len(part))
        distance -= len(part)
    directory = b"SEFH" + struct.pack("<II", 101, len(parts)) + entries
    return b"".join(parts) + between + directory + struct.pack("<I", len(directory)) + b"SEFT"
