from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_scanner.adapters.outbound.filetype.type_sniffer import SignatureSniffer
from momento_scanner.application.ports.type_sniffer import HEAD_BYTES
from momento_scanner.domain.formats.media_type import AVIF, GIF, HEIC, JPEG, MKV, MOV, MP4, PNG, WEBM, WEBP, MediaType

from tests.media import images, videos
from tests.media.eicar import EICAR
from tests.media.videos import box

if TYPE_CHECKING:
    from pathlib import Path

sniff = SignatureSniffer().sniff


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    return box(b"ftyp", major + bytes(4) + b"".join(compatible)) + bytes(64)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (images.jpeg(), JPEG),
        (images.jpeg_with_gps(), JPEG),
        (images.png(), PNG),
        (images.webp(), WEBP),
        (images.webp(frames=2), WEBP),
        (images.webp(lossless=True), WEBP),
        (images.gif(), GIF),
        (images.heic(), HEIC),
        (images.avif(), AVIF),
        (images.avif(frames=2), AVIF),
        (videos.mp4(), MP4),
        (videos.mov(), MOV),
        (videos.webm(), WEBM),
        (videos.mkv(), MKV),
    ],
)
def test_real_files_are_recognised(content: bytes, media_type: MediaType) -> None:
    assert sniff(content[:HEAD_BYTES]) is media_type


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (ftyp(b"heix", b"mif1"), HEIC),
        (ftyp(b"hevc", b"msf1"), HEIC),
        (ftyp(b"mif1", b"mif1", b"heic"), HEIC),
        (ftyp(b"mif1", b"miaf", b"avif"), AVIF),
        (ftyp(b"avis", b"msf1"), AVIF),
        (ftyp(b"iso5", b"dash"), MP4),
        (ftyp(b"iso6"), MP4),
        (ftyp(b"avc1"), MP4),
        (ftyp(b"M4V ", b"mp42"), MP4),
        (ftyp(b"3gp4", b"isom", b"3gp4"), MP4),
        (ftyp(b"qt  "), MOV),
        (box(b"moov", bytes(40)), MOV),
        (box(b"wide", b"") + box(b"mdat", bytes(40)), MOV),
    ],
)
def test_brands_decide_among_iso_files(head: bytes, media_type: MediaType) -> None:
    assert sniff(head) is media_type


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff<html><script>alert(1)</script>",
        b"\xff\xd8\xff\xe0\x00\x01 too short a segment",
        b"GIF<script>alert(1)</script>",
        b"GIF88a" + bytes(40),
        b"\x89PNG\r\n\x1a\nno header" + bytes(40),
        b"BM" + bytes(60),
        b"RIFF\x20\0\0\0WAVEfmt " + bytes(40),
        b"RIFF\x20\0\0\0WEBPXXXX" + bytes(40),
        b"%PDF-1.7" + bytes(40),
        b"PK\x03\x04" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"II*\0" + bytes(40),
        b"\x1a\x45\xdf\xa3\x84\x42\x82\x81x",
        b"\x1a\x45\xdf\xa3",
        b"\x1a\x45\xdf\xa3\xff\x42\x82",
        videos.playlist(),
        EICAR,
        ftyp(b"crx ", b"isom"),
        ftyp(b"M4A ", b"isom"),
        ftyp(b"mif1"),
        ftyp(b"jp2 "),
        b"\0\0\0\x0cftypisom",
        b"\xff\xff\xff\xffftypisom" + bytes(40),
    ],
)
def test_everything_else_is_not_recognised(head: bytes) -> None:
    assert sniff(head) is None


def test_content_is_never_taken_for_a_path(tmp_path: Path) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(images.jpeg())

    assert sniff(str(picture).encode()) is None


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(head: bytes) -> None:
    for start in (b"", b"\x1a\x45\xdf\xa3", b"\xff\xd8\xff", b"\0\0\0\x20ftyp"):
        sniff(start + head)
