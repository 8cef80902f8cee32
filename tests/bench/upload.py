"""How long uploads take, beside what the malware engine and the store need alone, all in one run on this machine."""

from __future__ import annotations

import hashlib
import socket
import struct
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from momento_ingest.adapters.outbound.s3.multipart import MultipartPut
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack
from PIL import Image

from tests.bench._cpu import cpu_seconds
from tests.bench._memory import MemoryWatch
from tests.e2e.member import Member
from tests.e2e.otlp_receiver import OtlpReceiver
from tests.e2e.storage import Storage
from tests.media.large import write_large_mp4

if TYPE_CHECKING:
    from collections.abc import Callable

VIDEO_BYTES = 300_000_000
ROUNDS = 3
PHOTOS = 60
SENDERS = 4
MEMORY_SIZES = (10_000_000, 100_000_000, 500_000_000, 1_500_000_000)
WIDTH, HEIGHT = 3264, 2448
STEPS = {
    "whole request": "POST /api/v1/media",
    "inspection": "ingest.inspector.inspect",
    "of it, decode and previews": "media_decoder.decode",
    "store": "ingest.object_store.put_file",
    "record": "ingest.catalog.record",
}


def main() -> None:
    """Prints the figures."""
    with OtlpReceiver() as telemetry, tempfile.TemporaryDirectory() as folder:
        chosen = {**telemetry.variables, "MOMENTO_RESPONSE_SECONDS": "600"}
        settings = Settings(Path(folder) / "home", Ports.free(), chosen=chosen)
        with Stack(settings) as stack:
            member = Member.registered(stack, "bench@example.org")
            member.client.timeout = 600
            member.keep("warm.jpg", photo(0))
            video(stack, member, Path(folder))
            telemetry.forget()
            photos(member, telemetry)
            memory(stack, member, Path(folder))


def video(stack: Stack, member: Member, folder: Path) -> None:
    """A video from its last byte to its record, beside scan and store alone, in turn, each on bytes of its own."""
    film = write_large_mp4(folder / "film.mp4", VIDEO_BYTES)
    say(f"video of {film.stat().st_size / 1e6:.0f} MB, from its last byte to its record")
    ratios = [video_round(stack, member, film, number) for number in range(ROUNDS)]
    say(f"ratio: {median(ratios):.2f} (median of {ROUNDS})\n")


def video_round(stack: Stack, member: Member, film: Path, number: int) -> float:
    """The seconds of one video, divided by those of scan and store alone; prints them and what they cost."""
    other = unseen(film, 2 * number + 1)
    before = processor_seconds(stack)
    scan, store = timed(lambda: scan_alone(stack, other)), timed(lambda: store_alone(stack, other))
    between = processor_seconds(stack)
    momento = keep_alone(member, unseen(film, 2 * number + 2))
    say(
        f"  {momento:.1f} s; malware engine alone {scan:.1f} s + store alone {store:.1f} s"
        f": {momento / (scan + store):.2f}"
        f"; processor {processor_seconds(stack) - between:.1f} s, alone {between - before:.1f} s"
    )
    return momento / (scan + store)


def keep_alone(member: Member, path: Path) -> float:
    """Seconds from the last byte of an upload to its record."""
    with path.open("rb") as file:
        item = member.keep(path.name, file)
    return time.time() - datetime.fromisoformat(item["uploadedAt"]).timestamp()


def processor_seconds(stack: Stack) -> float:
    """What all processes of the stack, and this one, have taken so far."""
    pids = [process.pid for process in stack.processes if process.pid is not None]
    return time.process_time() + sum(map(cpu_seconds, pids))


def photos(member: Member, telemetry: OtlpReceiver) -> None:
    """Photos a second with several senders, and the share of each step."""
    contents = [photo(number) for number in range(1, PHOTOS + 1)]
    say(f"{PHOTOS} photos of {len(contents[0]) / 1e6:.1f} MB, {WIDTH * HEIGHT / 1e6:.0f} megapixels, {SENDERS} senders")

    def send(number: int) -> None:
        member.keep(f"{number}.jpg", contents[number])

    with ThreadPoolExecutor(SENDERS) as senders:
        seconds = timed(lambda: list(senders.map(send, range(PHOTOS))))
    say(f"{PHOTOS / seconds:.1f} photos a second")
    time.sleep(2)  # the last traces are on their way
    spans = telemetry.everything()
    for step, name in STEPS.items():
        say(f"  {step}: {fmean(it.seconds for it in spans if it.name == name) * 1000:.0f} ms")


def memory(stack: Stack, member: Member, folder: Path) -> None:
    """The most resident memory that each service has while a film of each size goes through."""
    say("\nresident memory of the services, their children included, while a film goes through")
    for size in MEMORY_SIZES:
        path = write_large_mp4(folder / f"{size}.mp4", size)
        with MemoryWatch(stack) as watch, path.open("rb") as file:
            member.keep(path.name, file)
        path.unlink()
        say(f"  {size / 1e6:5.0f} MB: {', '.join(f'{name} {most / 1e6:.0f}' for name, most in watch.highest.items())}")


def photo(number: int) -> bytes:
    """A JPEG of 8 megapixels and about 2 MB, unlike every other."""
    generator = np.random.default_rng(number)
    coarse = generator.integers(0, 255, (HEIGHT // 16, WIDTH // 16, 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    grain = generator.normal(0, 6, (HEIGHT, WIDTH, 1))
    grainy = np.clip(np.asarray(image, dtype=np.int16) + grain, 0, 255).astype(np.uint8)
    target = BytesIO()
    Image.fromarray(grainy).save(target, "JPEG", quality=85)
    return target.getvalue()


def unseen(film: Path, more: int) -> Path:
    """The same film with `more` bytes of padding: the malware engine and Momento remember what they have seen."""
    target = film.with_stem("other")
    target.write_bytes(film.read_bytes() + bytes(more))
    return target


def scan_alone(stack: Stack, path: Path) -> None:
    """What the malware engine needs, spoken to directly."""
    with socket.socket(socket.AF_UNIX) as connection, path.open("rb") as file:
        connection.connect(str(stack.home.clamd_socket))
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(1 << 20):
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
        assert connection.recv(100) == b"stream: OK\0"


def store_alone(stack: Stack, path: Path) -> None:
    """What the store needs, given the same parts with the same checksums."""
    storage = Storage(stack)
    target = {"Bucket": storage.names["BucketName"], "Key": f"bench/{path.stat().st_size}.mp4"}
    content = path.read_bytes()
    MultipartPut(storage.s3, target, hashlib.sha256(content).hexdigest()).run(BytesIO(content), {})


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
