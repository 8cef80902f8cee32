"""How long one member's single photo takes beside what others send, as a ratio to its time on the quiet stack."""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack
from PIL import Image

from tests.e2e.member import Member, https_client

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

SINGLES: Final = 10
ROUNDS: Final = 3
FILES: Final = 100
SLOW_FILES: Final = 6
ARRIVAL_BYTES: Final = 80_000_000
"""What arrives in a second: until all is there, it is the others' sender, this very process, that takes the CPU."""
MAX_TIMES: Final = 3.0


def main() -> int:
    """Prints the ratios; 1 when a photo took more than three times as long as on the quiet stack."""
    with tempfile.TemporaryDirectory() as folder, Stack(Settings(Path(folder), Ports.free())) as stack:
        bob, mallory, *others = (Member.registered(stack, f"member-{number}@example.org") for number in range(7))
        for member in (bob, mallory):
            member.keep("first.jpg", photo())
        crowds = {
            f"{FILES} photos": lambda: [(mallory, "jpg", photo()) for _ in range(FILES)],
            f"{SLOW_FILES} of 45 MB": lambda: [(mallory, "jpg", noise()) for _ in range(SLOW_FILES)],
            f"{SLOW_FILES} of 100 megapixels": lambda: [(mallory, "jpg", vast()) for _ in range(SLOW_FILES)],
            f"{SLOW_FILES} animations": lambda: [(mallory, "gif", animation()) for _ in range(SLOW_FILES)],
            f"{SLOW_FILES} of 45 MB, each a member's": lambda: [(it, "jpg", noise()) for it in (mallory, *others)],
            f"{SLOW_FILES} animations, each a member's": lambda: [
                (it, "gif", animation()) for it in (mallory, *others)
            ],
        }
        ratios = [beside(stack, bob, name, crowd) for _ in range(ROUNDS) for name, crowd in crowds.items()]
    return int(max(ratios) > MAX_TIMES)


def beside(stack: Stack, bob: Member, name: str, crowd: Callable[[], Sequence[tuple[Member, str, bytes]]]) -> float:
    """The longest time of a single photo while the crowd's files are under way, in times of the quiet one."""
    files, photos = crowd(), [photo() for _ in range(2 * SINGLES)]
    quiet = median(seconds(bob, photos.pop()) for _ in range(SINGLES))
    with ThreadPoolExecutor(len(files)) as senders:
        began = time.monotonic()
        sent = [senders.submit(send, stack, *file) for file in files]
        time.sleep(sum(len(content) for _, _, content in files) / ARRIVAL_BYTES)
        times = []
        while photos and _under_way(sent):
            times.append(seconds(bob, photos.pop()) / quiet)
        answers = {answer.result() for answer in sent}
        took = time.monotonic() - began
    say(
        f"beside {name:32} quiet {quiet:.2f} s, beside median {median(times or [0]):.2f} "
        f"max {max(times, default=0):.2f} of {len(times)}; all of them {took:.1f} s, answers {sorted(answers)}"
    )
    return max(times, default=0.0)


def _under_way(sent: Sequence[Future[int]]) -> bool:
    return not all(answer.done() for answer in sent)


def seconds(member: Member, content: bytes) -> float:
    """How long it takes until a photo is in the library."""
    began = time.monotonic()
    member.keep(f"{secrets.token_hex(4)}.jpg", content)
    return time.monotonic() - began


def send(stack: Stack, member: Member, extension: str, content: bytes) -> int:
    """Sends a file on a connection of its own; the status."""
    own = Member(https_client(stack), member.email, member.password, member.user_id, member.token)
    try:
        return int(own.send(f"{secrets.token_hex(4)}.{extension}", content).status_code)
    finally:
        own.close()


def photo() -> bytes:
    """Two megapixels of a slope with noise."""
    slope = np.linspace(0, 215, 1600, dtype=np.uint8)[None, :, None]
    return encoded(slope + np.random.default_rng().integers(0, 40, (1200, 1600, 3), dtype=np.uint8), "JPEG", quality=85)


def noise() -> bytes:
    """As many bytes as a photo may have, of 35 megapixels."""
    pixels = np.random.default_rng().integers(0, 256, (5000, 7000, 3), dtype=np.uint8)
    return encoded(pixels, "JPEG", quality=96)


def vast() -> bytes:
    """Few bytes, and a hundred megapixels that are decoded in full."""
    slope = np.linspace(0, 255, 12_000, dtype=np.uint8)[None, :, None].repeat(8300, 0).repeat(3, 2)
    return encoded(slope, "JPEG", progressive=True, comment=secrets.token_hex(16).encode())


def animation() -> bytes:
    """A GIF of 20 pictures of 4 megapixels, decoded as far as its length pays for."""
    slope = np.linspace(0, 255, 2400, dtype=np.uint8)[None, :].repeat(1700, 0)
    first, *rest = (Image.fromarray(np.roll(slope, 7 * number, 1)) for number in range(20))
    file = BytesIO()
    first.save(file, "GIF", save_all=True, append_images=rest, comment=secrets.token_hex(16).encode())
    return file.getvalue()


def encoded(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], kind: str, **options: object) -> bytes:
    """A picture file."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def say(line: str) -> None:
    """Prints a line at once."""
    print(line, flush=True)  # noqa: T201  # the figures are what this is for


if __name__ == "__main__":
    sys.exit(main())
