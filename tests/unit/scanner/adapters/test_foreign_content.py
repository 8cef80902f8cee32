"""Files hidden in pictures and films, wherever a format has room for them, and honest neighbours that stay accepted."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import os
from typing import TYPE_CHECKING

import psutil
import pytest
from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import (
    _headers,
    foreign_content,
    refuse_foreign_files,
)
from momento_scanner.adapters.outbound.decoder.container_integrity.memory_map import mapped
from momento_scanner.adapters.outbound.decoder.formats.decode import decode
from momento_scanner.adapters.outbound.decoder.sandbox.faults import reply_to
from momento_scanner.domain.formats.media_type import GIF, JPEG, MKV, MP4, PNG, WEBP, MediaType
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason

from tests.media import foreign, images, videos
from tests.media.foreign import FILES, samsung
from tests.media.videos import box

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Inspect = Callable[[bytes, MediaType], RejectionReason | None]

HEADERS = [
    *FILES.values(),
    foreign.PAGE.upper(),
    b"<?php echo 1",
    b"%PDF-1.7",
    b"MSCF\0\0\0\0",
    b"ustar\00000",
    b"\xfd7zXZ\0",
    gzip.compress(b"small", mtime=0),
    gzip.compress(hashlib.shake_256().digest(50_000), mtime=0)[:20_000],
    bz2.compress(b"words"),
    b"!<arch>\ndebian-binary",
    b"070701" + b"0" * 104,
    b"070707" + b"0" * 70,
    b"xar!\0\x1c\0\1",
    b"MSWIM\0\0\0\xd0",
    b"**ACE**",
    b"\xcf\xfa\xed\xfe\x0c\0\0\1",
    b"\xfe\xed\xfa\xce\0\0\0\x12",
    b"\xca\xfe\xba\xbe\0\0\0\2",
    b"\xca\xfe\xba\xbe\0\0\0\x41",
    b"\0asm\1\0\0\0",
    b"dex\n035\0",
    b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F",
    b"ITSF\3\0\0\0",
    b"{\\rtf1\\ansi",
    b"%!PS-Adobe-3.0",
    b"SQLite format 3\0",
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()">',
]
BLOCK = 128 * 1024
HIDDEN = {RejectionReason.FOREIGN_CONTENT, RejectionReason.TRAILING_CONTENT}
PLACES: dict[str, tuple[MediaType, Callable[[bytes], bytes]]] = {
    "JPEG comment": (JPEG, lambda it: foreign.jpeg_with(0xFE, it)),
    "JPEG application segment": (JPEG, lambda it: foreign.jpeg_with(0xEB, it)),
    "JPEG, behind it": (JPEG, lambda it: images.jpeg() + it),
    "JPEG, behind it with Samsung's end": (JPEG, lambda it: images.jpeg() + it + samsung()),
    "JPEG, between Samsung's blocks": (JPEG, lambda it: images.jpeg() + samsung((b"Image_UTC_Data", b"1"), between=it)),
    "JPEG, in a block of Samsung's": (JPEG, lambda it: images.jpeg() + samsung((b"Image_UTC_Data", it))),
    "JPEG, in what Samsung calls a film": (JPEG, lambda it: images.jpeg() + samsung((b"MotionPhoto_Data", it))),
    "JPEG, in a film that is none": (JPEG, lambda it: foreign.motion_photo(foreign.film_without_tracks(it))),
    "JPEG, in free space of its film": (JPEG, lambda it: foreign.motion_photo(foreign.film_with_free(b"free", it))),
    "JPEG, in the data of its film": (JPEG, lambda it: foreign.motion_photo(foreign.film_with_more_data(it))),
    "PNG private chunk": (PNG, lambda it: foreign.png_with(b"prVt", it)),
    "PNG text": (PNG, lambda it: foreign.png_with(b"tEXt", b"Comment\0" + it)),
    "GIF comment": (GIF, lambda it: foreign.gif_with(0xFE, it)),
    "GIF comment across blocks": (GIF, lambda it: foreign.gif_with(0xFE, bytes(254) + it)),
    "WebP chunk": (WEBP, lambda it: foreign.webp_with(b"JUNK", it)),
    "MP4 free space": (MP4, lambda it: foreign.film_with_free(b"free", it)),
    "MP4 skipped space": (MP4, lambda it: foreign.film_with_free(b"skip", it)),
    "MP4 unknown box": (MP4, lambda it: foreign.film_with_free(b"what", it)),
    "MP4 second data box": (MP4, lambda it: foreign.film_with_free(b"mdat", it)),
    "MP4 data behind the last sample": (MP4, foreign.film_with_more_data),
    "Matroska void": (MKV, lambda it: foreign.mkv_with(0xEC, it)),
    "Matroska attachment": (MKV, lambda it: foreign.mkv_with(0x1941A469, foreign.attachment("text/html", it))),
}
HONEST: dict[str, tuple[MediaType, bytes]] = {
    "a comment in words": (JPEG, foreign.jpeg_with(0xFE, b"Taken by <Ann> & Bob; PK is fine, and so is MZ")),
    "unknown bytes of a camera": (JPEG, foreign.jpeg_with(0xEB, bytes(range(256)))),
    "a motion photo": (JPEG, foreign.motion_photo(videos.mp4())),
    "a motion photo with free space": (JPEG, foreign.motion_photo(foreign.film_with_free(b"free", bytes(500)))),
    "Samsung's trailer": (JPEG, images.jpeg() + samsung((b"Image_UTC_Data", b"1695045600000"))),
    "Samsung's film": (
        JPEG,
        images.jpeg() + samsung((b"Image_UTC_Data", b"1695045600000"), (b"MotionPhoto_Data", videos.mp4())),
    ),
    "text in a PNG": (PNG, foreign.png_with(b"tEXt", b"Comment\0a <b>bold</b> picture")),
    "XMP in a PNG": (
        PNG,
        foreign.png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
    ),
    "a loop in a GIF": (GIF, foreign.gif_with(0xFF, b"NETSCAPE2.0\x01\0\0")),
    "a private chunk of WebP": (WEBP, foreign.webp_with(b"JUNK", bytes(100))),
    "a camera's bytes that begin like gzip": (
        JPEG,
        foreign.jpeg_with(0xEB, b"\x01\x1f\x8b\x08" + bytes(range(1, 200))),
    ),
    "free space in a film": (MP4, foreign.film_with_free(b"free", bytes(5000))),
    "unused data in a film": (MP4, foreign.film_with_more_data(bytes(range(1, 200)))),
    "unused samples whose length looks like a program's mark": (
        MP4,
        foreign.film_with_more_data(b"\0\0MZ\x41\x9a\x21\x6c" + bytes(range(1, 100))),
    ),
    "void in Matroska": (MKV, foreign.mkv_with(0xEC, bytes(100))),
    "a cover in Matroska": (MKV, foreign.mkv_with(0x1941A469, foreign.attachment("image/jpeg", images.jpeg()))),
}


@pytest.fixture
def inspect(tmp_path: Path) -> Inspect:
    def reason(content: bytes, media_type: MediaType) -> RejectionReason | None:
        path = tmp_path / "file"
        path.write_bytes(content)
        try:
            with path.open("rb") as file:
                decode(file, media_type, MediaLimits())
        except Exception as error:  # as the process would answer
            reply = reply_to(error)
            if reply.rejection is None:
                raise
            return reply.rejection.reason
        return None

    return reason


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("place", PLACES)
def test_a_file_of_another_kind_is_refused_wherever_it_hides(inspect: Inspect, place: str, kind: str) -> None:
    media_type, hidden = PLACES[place]

    assert inspect(hidden(FILES[kind]), media_type) in HIDDEN


@pytest.mark.parametrize("name", HONEST)
def test_what_cameras_and_programs_put_there_is_kept(inspect: Inspect, name: str) -> None:
    media_type, content = HONEST[name]

    assert inspect(content, media_type) is None


@pytest.mark.parametrize("kind", ["zip", "elf", "exe", "rar", "7z"])
def test_a_file_that_a_track_holds_as_its_samples_is_refused(inspect: Inspect, kind: str) -> None:
    film = videos.mp4()
    data = film.rindex(b"mdat") + 1000

    assert inspect(film[:data] + FILES[kind] + film[data + len(FILES[kind]) :], MP4) in HIDDEN


@pytest.mark.parametrize(("table", "at"), [(b"stco", 4), (b"stts", 4), (b"stts", 8), (b"stsz", 8), (b"stsc", 4)])
def test_a_table_that_claims_more_than_can_be_is_damage(inspect: Inspect, table: bytes, at: int) -> None:
    film = videos.mp4()
    count = film.index(table) + 4 + at
    claimed = film[:count] + b"\x7f\xff\xff\xff" + film[count + 4 :]

    assert inspect(claimed, MP4) is RejectionReason.CONTENT_DAMAGED
    assert inspect(foreign.motion_photo(claimed), JPEG) is RejectionReason.CONTENT_DAMAGED


def test_a_motion_photo_whose_film_holds_bytes_of_no_track_is_refused(inspect: Inspect) -> None:
    film = foreign.film_with_more_data(bytes(range(1, 256)) * 40)

    assert inspect(foreign.motion_photo(film), JPEG) is RejectionReason.TRAILING_CONTENT
    assert inspect(foreign.motion_photo(box(b"ftyp", b"isom\0\0\0\0isom")), JPEG) is RejectionReason.TRAILING_CONTENT


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("start", [0, 1, BLOCK - 3, BLOCK - 2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1])
def test_a_header_is_found_at_every_offset(tmp_path: Path, start: int, header: bytes) -> None:
    refused = foreign_content().rejection

    assert searched(tmp_path, bytes(start) + header) == refused
    assert searched(tmp_path, bytes(start) + header + bytes(2 * BLOCK)) == refused


@pytest.mark.parametrize("pair", [b"PK", b"<!", b"us", b"\xfd7", b"<<"])
def test_a_header_is_found_among_many_that_begin_like_one(tmp_path: Path, pair: bytes) -> None:
    many = pair * BLOCK

    assert searched(tmp_path, many) is None
    assert searched(tmp_path, many + foreign.ELF) == foreign_content().rejection


def searched(folder: Path, content: bytes) -> Rejection | None:
    path = folder / "searched"
    path.write_bytes(content)
    try:
        with path.open("rb") as file:
            refuse_foreign_files(file)
    except FileRejected as refused:
        return refused.rejection
    return None


def test_a_long_file_is_not_held_in_memory_while_it_is_searched(tmp_path: Path) -> None:
    path = tmp_path / "long"
    path.touch()
    os.truncate(path, 64 * 1024 * 1024)

    with path.open("rb") as file, mapped(file) as content:
        assert list(_headers(content)) == []
        maps = psutil.Process().memory_maps(grouped=True)
        assert next(it.rss for it in maps if it.path == str(path)) <= 16 * 1024 * 1024
