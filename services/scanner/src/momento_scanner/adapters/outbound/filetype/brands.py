"""ISO base media files: which family a file belongs to, by the brands it claims (ISO/IEC 14496-12, 4.3)."""

from __future__ import annotations

import struct
from typing import Final

from momento_scanner.domain.formats.media_type import AVIF, HEIC, MOV, MP4, MediaType

_BRANDS: Final[dict[bytes, MediaType]] = {
    # ISO/IEC 23008-12 annex B; multi-image and sequence brands included.
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), HEIC),
    # AV1 Image File Format 1.1, section 8.
    **dict.fromkeys((b"avif", b"avis"), AVIF),
    b"qt  ": MOV,
    **dict.fromkeys((b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9"), MP4),
    **dict.fromkeys((b"mp41", b"mp42", b"mp71", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"f4v ", b"MSNV"), MP4),
    **dict.fromkeys((b"XAVC", b"dash", b"dby1", b"hvc1", b"av01", b"cmfc", b"mmp4", b"NDSC", b"NDSH"), MP4),
}
# These say how a file is built, not what is in it: the other brands decide.
_UNDECIDED: Final = frozenset({b"mif1", b"mif2", b"msf1", b"miaf", b"3gp4", b"3gp5", b"3gp6", b"3gg6"})
_QUICKTIME_ATOMS: Final = frozenset({b"moov", b"wide", b"mdat", b"free", b"skip", b"pnot"})
_HEADER_BYTES: Final = 8


def brand_type(head: bytes) -> MediaType | None:
    """The family of the ISO base media file that begins with `head`, or None when it is not one of ours.

    The major brand decides; one that says nothing of the content leaves it to the compatible brands. QuickTime files
    older than the file type box begin with another atom.
    """
    if head[4:8] in _QUICKTIME_ATOMS:
        return MOV
    brands = _brands(head)
    if not brands:
        return None
    major, *compatible = brands
    if major in _BRANDS:
        return _BRANDS[major]
    if major not in _UNDECIDED:
        return None
    return next((_BRANDS[brand] for brand in compatible if brand in _BRANDS), None)


def _brands(head: bytes) -> list[bytes]:
    (size,) = struct.unpack_from(">I", head, 0)
    if not 16 <= size <= len(head) or size % 4:  # noqa: PLR2004  # header, major brand and minor version
        return []
    box = head[_HEADER_BYTES:size]
    brands = [box[start : start + 4] for start in range(0, len(box), 4)]
    return [brands[0], *brands[2:]]
