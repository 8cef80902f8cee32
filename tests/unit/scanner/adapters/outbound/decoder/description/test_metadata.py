from __future__ import annotations

import struct
import tracemalloc
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from momento_scanner.adapters.outbound.decoder.description.metadata import Metadata, printable, read_exif
from momento_scanner.domain.description.facts import EXIF_TAGS, MAXIMUM_TEXT, Camera, Position

from tests.media.images import exif

# Pillow tells of each broken tag; in the fenced process nobody listens.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

_PREFIX = b"Exif\0\0"
WHOLE = exif().tobytes().removeprefix(_PREFIX)
_EXIF = 0x8769
_LENS_MAKE = 0xA433
_BYTE, _ASCII, _SHORT, _LONG = 1, 2, 3, 4
_GPS = 0x8825


def test_a_whole_block_tells_camera_place_and_time() -> None:
    found = read_exif(WHOLE)

    assert found.camera is not None
    assert (found.camera.make, found.camera.model, found.camera.iso) == ("Momento", "Testcam 1", 200)
    assert found.camera.f_number == pytest.approx(2.8)
    assert found.position is not None
    assert found.position.latitude == pytest.approx(52.52)
    assert found.position.longitude == pytest.approx(13.405)
    assert found.clues.original == datetime(2021, 7, 4, 12, 30)  # noqa: DTZ001  # EXIF has no zone here
    assert found.clues.original_offset_minutes == 120


def test_the_maker_of_the_lens_is_read_on_one_line_of_bounded_length() -> None:
    block = exif()
    block.get_ifd(_EXIF)[_LENS_MAKE] = "Ca\rrl\x07 Zeiss " + "x" * 2 * MAXIMUM_TEXT

    camera = read_exif(block.tobytes().removeprefix(_PREFIX)).camera

    assert camera is not None
    assert camera.lens_make == ("Ca rl Zeiss " + "x" * MAXIMUM_TEXT)[:MAXIMUM_TEXT]


def test_every_field_of_a_camera_has_its_tag() -> None:
    assert EXIF_TAGS.keys() == {field.name for field in fields(Camera)}


def test_gps_gives_a_moment_in_utc() -> None:
    block = exif()
    block.get_ifd(_GPS).update({29: "2021:07:04", 7: (10.0, 29.0, 58.4)})

    assert read_exif(block.tobytes().removeprefix(_PREFIX)).clues.gps == datetime(2021, 7, 4, 10, 29, 58, tzinfo=UTC)


def test_south_and_west_are_negative() -> None:
    block = exif()
    block.get_ifd(_GPS).update({1: "S", 3: "W"})

    position = read_exif(block.tobytes().removeprefix(_PREFIX)).position

    assert position is not None
    assert position.latitude == pytest.approx(-52.52)
    assert position.longitude == pytest.approx(-13.405)


@pytest.mark.parametrize("latitude", [(0, 0, 0.0), (91, 0, 0.0)])
def test_a_place_that_cannot_be_is_left_out(latitude: tuple[float, float, float]) -> None:
    block = exif(latitude=latitude, longitude=(0, 0, 0.0)).tobytes().removeprefix(_PREFIX)

    assert read_exif(block).position is None


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", "2021:13:45 99:99:99"])
def test_a_date_that_cannot_be_is_left_out(taken: str) -> None:
    found = read_exif(exif(taken=taken, offset="nonsense").tobytes().removeprefix(_PREFIX))

    assert found.clues.original is None
    assert found.clues.original_offset_minutes is None
    assert found.camera is not None


@pytest.mark.parametrize("block", [b"", b"garbage", b"II*\0", b"II*\0\xff\xff\xff\xff", WHOLE[:60]])
def test_a_broken_block_tells_what_it_can(block: bytes) -> None:
    assert read_exif(block).position is None


def test_text_is_made_printable_and_short() -> None:
    assert printable("a\0b\n c  \u202e" + "x" * 500) == ("a b c " + "x" * 500)[:MAXIMUM_TEXT]
    assert printable(None) == ""


def of_type(block: bytes, tag: int, field_type: int) -> bytes:
    """The block with another type (TIFF 6.0, section 2) in the entry of `tag`."""
    entry = struct.pack(">HH", tag, _ASCII)
    assert entry in block
    return block.replace(entry, struct.pack(">HH", tag, field_type))


@pytest.mark.parametrize("tag", [0x9003, 0x9011])
def test_numbers_where_text_belongs_tell_nothing(tag: int) -> None:
    found = read_exif(of_type(WHOLE, tag, _SHORT))

    assert found.camera is not None
    assert None in (found.clues.original, found.clues.original_offset_minutes)


def test_a_comment_that_is_a_number_takes_no_room() -> None:
    # `bytes` would make that many zeros of it.
    number = 100_000_000
    block = exif()
    block.get_ifd(_EXIF)[0x9286] = b"four"
    raw = block.tobytes().removeprefix(_PREFIX)
    entry = struct.pack(">HHI", 0x9286, _BYTE, 4) + b"four"
    assert entry in raw

    tracemalloc.start()
    found = read_exif(raw.replace(entry, struct.pack(">HHII", 0x9286, _LONG, 1, number)))
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert not found.says_screenshot
    assert most_bytes < number


@settings(max_examples=200)
@given(
    positions=st.lists(st.integers(0, len(WHOLE) - 1), min_size=1, max_size=12),
    values=st.binary(min_size=12, max_size=12),
)
def test_no_damage_to_a_block_makes_it_fail(positions: list[int], values: bytes) -> None:
    block = bytearray(WHOLE)
    for position, value in zip(positions, values, strict=False):
        block[position] = value

    found = read_exif(bytes(block))

    assert isinstance(found, Metadata)
    assert found.position is None or isinstance(found.position, Position)
