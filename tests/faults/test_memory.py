"""Memory stays flat, whatever the length of a file."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member
from tests.media.large import write_large_mp4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SENT_BYTES = 1_500_000_000
ALLOWED_BYTES = 100_000_000
PATIENCE_SECONDS = 600
SERVICES = ("auth", "scanner", "catalog", "ingest")


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(Settings(tmp_path / "momento", Ports.free(), chosen={"MOMENTO_ANSWER_SECONDS": "600"})) as running:
        yield running


class Watch:
    """The highest resident memory of each service, children included, while it lasts."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.before = self._now()
        self.highest = dict(self.before)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _now(self) -> dict[str, int]:
        return {name: self._stack[name].resident_bytes() for name in SERVICES}

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self.highest = {name: max(size, self.highest[name]) for name, size in self._now().items()}


def send(member: Member, path: Path) -> int:
    """Uploads a file that is read as it is sent; the status of the answer."""
    with path.open("rb") as file:
        return member.send(path.name, file).status_code


@pytest.mark.timeout(900)
def test_a_video_of_one_and_a_half_gigabytes_raises_no_services_memory_by_a_hundred_megabytes(
    stack: Stack, tmp_path: Path
) -> None:
    member = Member.registered(stack, "film@example.org")
    member.client.timeout = PATIENCE_SECONDS
    # A first one, so that what every upload needs once is there before.
    assert send(member, write_large_mp4(tmp_path / "short.mp4", 10_000_000)) == 201
    film = write_large_mp4(tmp_path / "long.mp4", SENT_BYTES)
    with Watch(stack) as watch:
        assert send(member, film) == 201
    raised = {name: watch.highest[name] - watch.before[name] for name in SERVICES}
    print({name: f"{size / 1e6:.0f} MB" for name, size in raised.items()})  # noqa: T201  # the figure is worth a line
    assert all(size < ALLOWED_BYTES for size in raised.values()), raised
