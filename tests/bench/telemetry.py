"""What telemetry costs: two stacks in one run, with traces and metrics and without, asked for the same in turn."""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx
import psutil
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.bench._memory import SERVICES
from tests.bench.upload import photo
from tests.e2e.member import Member
from tests.e2e.otlp_receiver import OtlpReceiver
from tests.media.images import jpeg_with_gps

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 6
UPLOADS = 20
PHOTOS = 6
SEARCHES = 60
SENDERS = 2


class Side:
    """One stack and its member; adds up what each kind of request costs it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.member = Member.registered(stack, "bench@example.org")
        self.spent: dict[str, list[tuple[float, float]]] = {"upload": [], "photo": [], "search": []}
        self._sent = self._photographed = 0

    def upload(self) -> None:
        """Small photos, for which everything but the work on bytes counts."""
        first, self._sent = self._sent, self._sent + UPLOADS
        self._measure("upload", UPLOADS, lambda number: self._keep(first + number))

    def photo(self) -> None:
        """Photos of a camera, for which bytes and pixels count."""
        first, self._photographed = self._photographed, self._photographed + PHOTOS
        contents = [photo(first + number) for number in range(PHOTOS)]
        self._measure("photo", PHOTOS, lambda number: self.member.keep("camera.jpg", contents[number]))

    def search(self) -> None:
        """Searches for a word."""
        self._measure("search", SEARCHES, lambda _: self.member.listed(q="photo*", limit=20))

    def _keep(self, number: int) -> None:
        taken = f"2021:07:{number % 28 + 1:02} 10:{number // 60 % 60:02}:{number % 60:02}"
        self.member.keep(f"photo-{number}.jpg", jpeg_with_gps(taken=taken))

    def _measure(self, kind: str, times: int, once: Callable[[int], object]) -> None:
        processor, started = self._processor(), time.perf_counter()
        with ThreadPoolExecutor(SENDERS) as senders:
            list(senders.map(once, range(times)))
        elapsed = time.perf_counter() - started
        self.spent[kind].append(((self._processor() - processor) / times, elapsed / times))

    def _processor(self) -> float:
        """Processor seconds of the four services and their children so far."""
        total = 0.0
        for name in SERVICES:
            service = psutil.Process(self.stack[name].pid)
            for process in (service, *service.children(recursive=True)):
                spent = process.cpu_times()
                total += spent.user + spent.system
        return total


def main() -> None:
    """Prints the figures."""
    with OtlpReceiver() as telemetry, tempfile.TemporaryDirectory() as folder:
        ways = {"with": telemetry.variables, "without": {"OTEL_SDK_DISABLED": "true"}}
        settings = {name: Settings(Path(folder) / name, Ports.free(), chosen=ways[name]) for name in ways}
        with Stack(settings["with"]) as first, Stack(settings["without"]) as second:
            sides = {"with": Side(first), "without": Side(second)}
            for number in range(ROUNDS + 1):
                # Whoever goes first in a round is second in the next; the round before the first only warms up.
                for side in sorted(sides.values(), key=lambda it: it is sides["with"], reverse=number % 2 == 0):
                    side.upload()
                    side.photo()
                    side.search()
            for kind in ("upload", "photo", "search"):
                tell(kind, sides)
            scrape(first)


def tell(kind: str, sides: dict[str, Side]) -> None:
    """The medians of both sides, and their ratio."""
    rounds = {name: zip(*side.spent[kind][1:], strict=True) for name, side in sides.items()}
    found = {name: [median(column) for column in columns] for name, columns in rounds.items()}
    for what, place in (("processor", 0), ("elapsed", 1)):
        ours, plain = found["with"][place], found["without"][place]
        say(f"{kind}, {what}: {ours * 1000:.1f} ms with, {plain * 1000:.1f} ms without, ratio {ours / plain:.3f}")


def scrape(stack: Stack) -> None:
    """How much a scrape gives, and how long it takes."""
    for name in SERVICES:
        started = time.perf_counter()
        size = len(httpx.get(f"http://127.0.0.1:{stack.settings.ports.metrics(name)}/metrics").content)
        say(f"scrape of {name}: {size / 1000:.0f} kB in {(time.perf_counter() - started) * 1000:.0f} ms")


def median(values: tuple[float, ...]) -> float:
    """The value in the middle."""
    return sorted(values)[len(values) // 2]


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
