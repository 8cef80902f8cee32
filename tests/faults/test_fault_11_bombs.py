"""Fault 11: zip bomb, pixel flood, 1 by 50000, frame bomb. Pass mark: rejected within memory and CPU limits."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psutil
import pytest
from PIL import Image

from tests.bench._memory import MemoryWatch
from tests.faults.conftest import DECODER_BYTES
from tests.media.images import gif, jpeg, png, png_chunk, png_claiming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage
    from tests.faults.aws_faults import AwsFaults

OTHER_BYTES = 100 * 1024**2
CPU_SECONDS = 15
"""The ten seconds that a file may take by the stack in conftest, and what the others do for it."""
GIGABYTE = 10**9


def zip_bomb(size_bytes: int = GIGABYTE) -> bytes:
    """Zeros, packed to a thousandth."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("zeros", "w") as file:
        for _ in range(1000):
            file.write(bytes(size_bytes // 1000))
    return target.getvalue()


def saved(width: int, height: int, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height)).save(target, kind, **options)
    return target.getvalue()


def frame_bomb(frames: int, side: int = 1000) -> bytes:
    """A GIF of a few kilobytes that is so many pictures."""
    still = gif(1, 1)
    table = 3 << (still[10] & 7) + 1
    picture = still[13 + table : -1]
    return still[:6] + struct.pack("<HH", side, side) + still[10 : 13 + table] + picture * frames + b";"


def png_with_bomb(chunk: bytes) -> bytes:
    """A small picture with a gigabyte, compressed, in one of its chunks."""
    plain = png()
    after_header = 8 + 12 + 13
    packed = zlib.compressobj(9)
    content = b"".join(packed.compress(bytes(GIGABYTE // 1000)) for _ in range(1000)) + packed.flush()
    return plain[:after_header] + png_chunk(chunk, b"name\0\0" + content) + plain[after_header:]


def png_that_inflates() -> bytes:
    """A picture of 96 by 64 pixels whose pixels are a gigabyte when they are unpacked."""
    packed = zlib.compressobj(9)
    content = b"".join(packed.compress(bytes(GIGABYTE // 1000)) for _ in range(1000)) + packed.flush()
    header = struct.pack(">IIBBBBB", 96, 64, 8, 2, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", content) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


BOMBS: dict[str, Callable[[], bytes]] = {
    "a zip bomb.jpg": zip_bomb,
    "a zip bomb behind a picture.jpg": lambda: jpeg() + zip_bomb(GIGABYTE // 20),
    "a pixel flood that is claimed.png": lambda: png_claiming(60_000, 60_000),
    "a pixel flood below the longest side.png": lambda: png_claiming(30_000, 30_000),
    "a pixel flood that is real.webp": lambda: saved(16_000, 16_000, "WEBP", lossless=True, method=0),
    "a picture that fits no decoder.webp": lambda: saved(14_000, 14_000, "WEBP", lossless=True, method=0),
    "one by fifty thousand.png": lambda: saved(1, 50_000, "PNG"),
    "fifty thousand by one.jpg": lambda: saved(50_000, 1, "JPEG"),
    "a hundred thousand frames.gif": lambda: frame_bomb(100_000, 1),
    "few frames of many pixels.gif": lambda: frame_bomb(1999, 1200),
}
HARMLESS: dict[str, Callable[[], bytes]] = {
    # No decoder unpacks these further than it needs to.
    "a packed profile.png": lambda: png_with_bomb(b"iCCP"),
    "a packed text.png": lambda: png_with_bomb(b"zTXt"),
    "packed pixels.png": png_that_inflates,
}


@pytest.fixture
def nothing_stored(aws: AwsFaults, storage: Storage) -> Iterator[None]:
    before = storage.contents()
    with aws.watched() as calls:
        yield
    assert [call for call in calls if call.service == "s3"] == []
    assert storage.contents() == before


def cpu_seconds(stack: Stack) -> dict[psutil.Process, float]:
    """What the scanner, clamd and each of their children have used; that of a child which has ended is its parent's."""
    used = {}
    for name in ("scanner", "clamd"):
        leader = psutil.Process(stack[name].pid)
        for process in (leader, *leader.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                used[process] = sum(process.cpu_times()[:4])
    return used


@contextmanager
def within_limits(stack: Stack) -> Iterator[None]:
    before = cpu_seconds(stack)
    with MemoryWatch(stack, ("scanner", "clamd", "ingest")) as watch:
        yield
    assert watch.raised["scanner"] < DECODER_BYTES + OTHER_BYTES
    assert watch.raised["ingest"] < OTHER_BYTES
    assert watch.raised["clamd"] < OTHER_BYTES
    # What a decoder had used for other files is no part of it when it ends with this one, nor how its successor begins.
    after = sum(used for process, used in cpu_seconds(stack).items() if process in before)
    assert after - sum(before.values()) < CPU_SECONDS


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_rejected_within_the_limits(stack: Stack, member: Member, name: str) -> None:
    content = BOMBS[name]()
    with within_limits(stack):
        refused = member.send(name, content)
    assert refused.status_code in {415, 422}, refused.text


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_packed_beside_a_picture_costs_no_more_than_the_limits_and_is_in_no_preview(
    stack: Stack, member: Member, name: str
) -> None:
    content = HARMLESS[name]()
    with within_limits(stack):
        item = member.keep(name, content)
    assert all(len(member.client.get(link).content) < 10_000 for link in item["previews"].values())
