"""Files of other kinds hidden in a picture or film: archives, programs, documents, markup.

Two tests. One looks for whole headers at any offset, so improbable in compressed pixels that a film of 2 GB is refused
by chance once in some thousand. The other looks at the beginning of places in which a format keeps nothing that it
needs (comments, free space, unknown boxes and chunks), and there less is enough.
"""

from __future__ import annotations

import re
import struct
import zlib
from mmap import MADV_DONTNEED
from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.container_integrity.byte_pairs import PairSearch
from momento_scanner.adapters.outbound.decoder.container_integrity.memory_map import mapped
from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from mmap import mmap

_ZIP_FILE: Final = struct.Struct("<4x2x2xH14xHH")
"""Of a local file header (APPNOTE.TXT, 4.3.7): the method and the lengths of name and extra field."""
_ZIP_METHODS: Final = frozenset({0, 1, 6, 8, 9, 10, 12, 14, 93, 95, 98, 99})
_PROGRAM_SPAN: Final = 4096
"""How far behind "MZ" the header of a Windows program lies at most."""
_GZIP: Final = 16 + zlib.MAX_WBITS
"""For zlib: a header and an end as gzip has them."""
_PACKED_BYTES: Final = 16 * 1024
_UNPACKED_BYTES: Final = 4096
_HEADERS: Final = re.compile(
    rb"PK\x03\x04|PK\x05\x06\0\0\0\0|PE\0\0[\x4c\x64][\x01\x86\xaa]"
    rb"|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|MSCF\0\0\0\0|\xfd7zXZ\0|ustar(?:\x0000|  \0)|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    rb"|\x7fELF[\x01\x02][\x01\x02]\x01|%PDF-[12]\.|<(?i:script|html|iframe)[\s>/]|<!(?i:doctype)\s+(?i:html)|<\?php\s"
    # LHA: a method, then 12 bytes, an attribute and a level. ISO 9660: its first volume descriptor. ARJ: the lengths of
    # the main header and its first part, two versions, host, flags, security version, and the type of a main header.
    rb"|-l(?:h[0-7d]|z[45s])-[\s\S]{12}[\0 ][\0-\x03]|\x01CD001\x01"
    rb"|\x60\xea[\s\S][\0-\x0a][\x1e-\x2e][\x01-\x20][\x01-\x0b][\0-\x0b][\s\S][\0-\x0b]\x02"
    # Mach-O, for one kind of processor and for several, which Java's classes look like.
    rb"|[\xce\xcf]\xfa\xed\xfe[\x07\x0c\x12]\0\0[\0\x01]|\xfe\xed\xfa[\xce\xcf][\0\x01]\0\0[\x07\x0c\x12]"
    rb"|\xca\xfe\xba\xbe\0[\0-\x03]\0[\x01-\x50]"
    # WebAssembly, Dalvik, shortcuts and help of Windows.
    rb"|\0asm\x01\0\0\0|dex\n0\d\d\0|L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F|ITSF[\x02\x03]\0\0\0"
    # gzip, bzip2, ar, cpio, xar, WIM, ACE.
    rb"|\x1f\x8b\x08[\0-\x1f]|BZh[1-9]1AY&SY|!<arch>\n|07070[12][\dA-Fa-f]{8}|070707[0-7]{12}|xar!\0\x1c\0[\0\x01]"
    rb"|MSWIM\0\0\0|\*\*ACE\*\*"
    rb"|\{\\rtf1|%!PS-Adobe-|SQLite format 3\0|<svg\s{1,8}(?i:xmlns|onload|viewbox|width|height|version|id)\b"
)
_HEADER_PAIRS: Final = PairSearch(
    [b"PK", b"PE", b"Ra", b"7z", b"MS", b"\xfd7", b"us", b"\xd0\xcf", b"\x7fE", b"%P", b"-l", b"\x01C", b"\x60\xea"]
    + [b"\xce\xfa", b"\xcf\xfa", b"\xfe\xed", b"\xca\xfe", b"\0a", b"de", b"L\0", b"IT", b"\x1f\x8b", b"BZ", b"!<"]
    + [b"07", b"xa", b"**", b"{\\", b"%!", b"SQ"]
    + [b"<" + letter for letter in (b"s", b"S", b"h", b"H", b"i", b"I", b"!", b"?")]
)
"""How whatever `_HEADERS` matches begins."""
_BLOCK_BYTES: Final = 128 * 1024
_HELD_BYTES: Final = 64 * _BLOCK_BYTES
_MAX_PLACES: Final = _BLOCK_BYTES // 64
"""In a block. Compressed pixels have a fiftieth of it; where there are more, the expression alone is faster."""
_BEGINNINGS: Final = re.compile(
    rb"MZ|PK[\x03\x05]|\x7fELF|#!|\x1f\x8b\x08|BZh[1-9]|\x28\xb5\x2f\xfd|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe"
    rb"|\xfe\xed\xfa[\xce\xcf]|\0asm|dex\n|[FCZ]WS[\x01-\x30]|!<arch>|L\0\0\0\x01\x14\x02\0|%!PS|MSCF|Rar!|7z\xbc\xaf"
    rb"|ITSF\x03|\{\\rtf"
    rb"|(?:\xef\xbb\xbf)?\s*<(?i:!doctype|html|head|body|script|svg|iframe|object|embed|\?php)[\s>/]"
)
# In media data anything may begin anyhow, so there each is as improbable as a whole header.
_MEDIA_BEGINNINGS: Final = re.compile(
    rb"MZ(?:\x90\0|.\0[\0-\x04]\0)|PK\x03\x04|PK\x05\x06|\x7fELF|#! ?/|\x1f\x8b\x08[\0-\x1f]|BZh[1-9]1AY"
    rb"|\x28\xb5\x2f\xfd|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|dex\n|!<arch>|L\0\0\0\x01\x14\x02\0|%!PS|MSCF"
    rb"|Rar!|7z\xbc\xaf|ITSF\x03|\{\\rtf"
    rb"|(?:\xef\xbb\xbf)?\s*<(?i:!doctype|html|head|body|script|svg|iframe|object|embed|\?php)[\s>/]",
    re.DOTALL,
)
_BEGINNING_BYTES: Final = 256


def foreign_content() -> FileRejected:
    """The refusal of a file that carries another one."""
    return FileRejected(
        Rejection(
            RejectionReason.FOREIGN_CONTENT,
            "A file of another kind is hidden in the picture or video. Export it anew and send that.",
        )
    )


def refuse_foreign_files(file: IO[bytes]) -> None:
    """Raises `FileRejected` (FOREIGN_CONTENT) when the header of another kind of file is anywhere in `file`."""
    with mapped(file) as content:
        hidden = any(_is_certain(content, found) for found in _headers(content))
    if hidden:
        raise foreign_content()


def refuse_foreign_bytes(place: bytes) -> None:
    """Raises `FileRejected` (FOREIGN_CONTENT) when `place`, which a format does not need, is or holds another file."""
    refuse_foreign_beginning(place)
    if any(_is_certain(place, found) for found in _HEADERS.finditer(place)):
        raise foreign_content()


def refuse_foreign_beginning(place: bytes) -> None:
    """Raises `FileRejected` (FOREIGN_CONTENT) when `place`, which the format does not need, begins as another file."""
    beginning = place[:_BEGINNING_BYTES].lstrip(b"\0")
    if _BEGINNINGS.match(beginning):
        raise foreign_content()


def refuse_foreign_media(place: bytes) -> None:
    """Raises `FileRejected` (FOREIGN_CONTENT) when `place`, among pictures and sound, surely begins as another file."""
    beginning = place[:_BEGINNING_BYTES].lstrip(b"\0")
    if _MEDIA_BEGINNINGS.match(beginning):
        raise foreign_content()


def _headers(content: mmap) -> Iterator[re.Match[bytes]]:
    for start in range(0, len(content), _BLOCK_BYTES):
        if start % _HELD_BYTES == 0:
            # What was read stays in memory else, as much as the file is long.
            content.madvise(MADV_DONTNEED)
        places = _HEADER_PAIRS.places(content, start, start + _BLOCK_BYTES)
        if len(places) > _MAX_PLACES:
            yield from _HEADERS.finditer(content, start)
            return
        yield from filter(None, (_HEADERS.match(content, place) for place in places))


def _is_certain(content: mmap | bytes, found: re.Match[bytes]) -> bool:
    certain = _CHECKS.get(found[0][:4]) or _CHECKS.get(found[0][:3])
    return certain is None or certain(content, found.start())


def _is_zip_file(content: mmap | bytes, at: int) -> bool:
    if at + _ZIP_FILE.size > len(content):
        return False
    method, name, extra = _ZIP_FILE.unpack_from(content, at)
    return method in _ZIP_METHODS and name > 0 and at + _ZIP_FILE.size + name + extra <= len(content)


def _is_program(content: mmap | bytes, at: int) -> bool:
    return content.rfind(b"MZ", max(0, at - _PROGRAM_SPAN), at) >= 0


def _is_compressed(content: mmap | bytes, at: int) -> bool:
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(content[at : at + _PACKED_BYTES], _UNPACKED_BYTES)
    except zlib.error:
        return False
    # At its end stands a checksum, and so much by chance would not be without a fault.
    return unpacking.eof or len(unpacked) == _UNPACKED_BYTES


_CHECKS: Final[dict[bytes, Callable[[mmap | bytes, int], bool]]] = {
    b"PK\x03\x04": _is_zip_file,
    b"PE\0\0": _is_program,
    b"\x1f\x8b\x08": _is_compressed,
}
