"""Ten thousand damaged files: no crash, no limit broken, and what is accepted opens in a second decoder as well."""

from __future__ import annotations

import io
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import av
import psutil
import pytest
import pyvips
from momento_scanner.adapters.outbound.decoder.media_decoder import WorkerPool
from momento_scanner.adapters.outbound.decoder.sandbox import child
from momento_scanner.adapters.outbound.decoder.sandbox.limits import WorkerLimits
from momento_scanner.adapters.outbound.filetype.type_sniffer import SignatureSniffer
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.ports.type_sniffer import HEAD_BYTES
from momento_scanner.domain.formats.media_type import (
    AVIF,
    GIF,
    HEIC,
    JPEG,
    MOV,
    MP4,
    PNG,
    WEBM,
    WEBP,
    MediaKind,
    MediaType,
    agreed,
)
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.inspection.time_limits import TimeLimits
from momento_scanner.domain.rejection import FileRejected
from PIL import Image

from tests.media import images, videos

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.thorough

FILES = 10_000
SEED = 20_250_601
WORKERS = 2
MEMORY_BYTES = 1024**3
TIMEOUT_SECONDS = 20
MENDED_SHARE = 0.7
DECODER = child.__name__
SEEDS: tuple[tuple[MediaType, bytes], ...] = (
    (JPEG, images.jpeg_with_gps()),
    (JPEG, images.jpeg(progressive=True)),
    (PNG, images.png()),
    (WEBP, images.webp()),
    (WEBP, images.webp(frames=2)),
    (GIF, images.gif(frames=2)),
    (HEIC, images.heic()),
    (AVIF, images.avif()),
    (MP4, videos.mp4(seconds=0.5)),
    (MOV, videos.mov(seconds=0.5)),
    (WEBM, videos.webm(seconds=0.5)),
)
INTERESTING = (b"\x00", b"\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\x00\x00\x00\x01", b"\x80\x00\x00\x00")


def flip(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 2, 8))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def overwrite(content: bytearray, chance: random.Random) -> None:
    value = chance.choice((*INTERESTING, chance.randbytes(4)))
    at = chance.randrange(len(content))
    content[at : at + len(value)] = value


def near_the_start(content: bytearray, chance: random.Random) -> None:
    # Sizes, counts and offsets stand there.
    content[chance.randrange(min(200, len(content)))] = chance.randrange(256)


def cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(1, len(content)) :]


def remove(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    del content[at : at + chance.randrange(1, 64)]


def repeat(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    content[at:at] = content[at : at + chance.randrange(1, 256)]


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    flip,
    flip,
    overwrite,
    near_the_start,
    cut,
    remove,
    repeat,
)


def with_checksums(content: bytes) -> bytes:
    """A PNG whose chunks have the checksums of what is in them now; else damage would hardly get past those."""
    whole, at = content[:8], 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4])
        if at + 12 + length > len(content):
            break
        whole += images.png_chunk(content[at + 4 : at + 8], content[at + 8 : at + 8 + length])
        at += 12 + length
    return whole + content[at:]


def mutant(number: int) -> tuple[MediaType, bytes]:
    """The same file for the same number, always."""
    chance = random.Random(SEED + number)  # noqa: S311  # repeatable, not secret
    media_type, seed = SEEDS[number % len(SEEDS)]
    content = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2))):
        if content:
            chance.choice(MUTATIONS)(content, chance)
    if media_type is PNG and chance.random() < MENDED_SHARE:
        return media_type, with_checksums(bytes(content))
    return media_type, bytes(content) or b"\x00"


def opens_in_ffmpeg(media_type: MediaType, content: bytes) -> None:
    try:
        container = av.open(io.BytesIO(content), "r", metadata_errors="replace")
    except av.FFmpegError:
        # It does not even open the HEIF of some telephones, so it is no judge of that container.
        assert media_type is HEIC
        return
    with container:
        assert next(container.decode(container.streams.video[0])).width > 0


def opens_elsewhere(media_type: MediaType, content: bytes) -> None:
    """Has a decoder read the file in which the scanner did not decode the picture it shows.

    libheif with libaom for AVIF, FFmpeg for HEIC and GIF, Pillow for the others. For films there is only FFmpeg.
    """
    if media_type.kind is MediaKind.VIDEO or media_type in {HEIC, GIF}:
        opens_in_ffmpeg(media_type, content)
    elif media_type is AVIF:
        assert pyvips.Image.heifload_buffer(content).avg() >= 0
    else:
        with Image.open(io.BytesIO(content), formats=[media_type.name.upper()]) as image:
            image.load()


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Attributes:
        refused: the reason, or nothing when it was accepted.
        dispute: why the second decoder refuses what was accepted, or nothing.
    """

    name: str
    refused: str = ""
    dispute: str = ""


class Watch:
    """The largest address space that any decoder had, in bytes."""

    def __init__(self) -> None:
        self.highest = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.highest = max(self.highest, *map(address_space, psutil.Process().children()), 0)


def address_space(process: psutil.Process) -> int:
    """Bytes that a decoder has; nothing for other children of the tests, or one that has just ended."""
    try:
        return int(process.memory_info().vms) if DECODER in process.cmdline() else 0
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return 0


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    limits = WorkerLimits(memory_bytes=MEMORY_BYTES, cpu_seconds=10, tasks=500)
    running = WorkerPool(
        workers=WORKERS,
        worker_limits=limits,
        media_limits=MediaLimits(),
        times=TimeLimits(longest_decode=TIMEOUT_SECONDS),
    )
    yield running
    running.close()


def inspect(pool: WorkerPool, folder: Path, number: int) -> Outcome:
    media_type, content = mutant(number)
    path = folder / str(number)
    path.write_bytes(content)
    try:
        agreed(media_type, SignatureSniffer().sniff(content[:HEAD_BYTES]))
        pool.decode(path, media_type, Deadline.after(600), "ann", slow=False)
        opens_elsewhere(media_type, content)
    except FileRejected as refused:
        return Outcome(media_type.name, refused=refused.rejection.reason.value)
    except (OSError, SyntaxError, ValueError, StopIteration, pyvips.Error, av.FFmpegError) as error:
        return Outcome(media_type.name, dispute=f"{number}: {error!r}")
    finally:
        path.unlink()
    return Outcome(media_type.name)


@pytest.mark.timeout(1800)
# Pillow warns of broken EXIF, of which there is plenty here.
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_ten_thousand_damaged_files_break_nothing(
    pool: WorkerPool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Watch() as watch, ThreadPoolExecutor(WORKERS) as threads:
        outcomes = list(threads.map(lambda number: inspect(pool, tmp_path, number), range(FILES)))
    counts = Counter((outcome.name, outcome.refused or "accepted") for outcome in outcomes)
    print(*(f"{name} {result}: {count}" for (name, result), count in sorted(counts.items())), sep="\n")  # noqa: T201  # the figures are worth some lines
    print(f"largest address space {watch.highest / 1e6:.0f} MB")  # noqa: T201  # likewise

    assert {outcome.name for outcome in outcomes if not outcome.refused} == {kind.name for kind, _ in SEEDS}
    assert [outcome.dispute for outcome in outcomes if outcome.dispute] == []
    assert 0 < watch.highest <= MEMORY_BYTES
    # Neither a death nor an error that nobody foresaw, for which there would be other words than damage.
    reported = [record for record in caplog.records if record.message in {"decoder died", "decoder fault"}]
    assert [vars(record) for record in reported] == []
    pool.check()
