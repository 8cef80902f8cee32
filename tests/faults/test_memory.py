"""Memory stays flat, whatever the length of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.bench._memory import MemoryWatch
from tests.e2e.member import Member
from tests.media.large import write_large_mp4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.thorough

SENT_BYTES = 1_500_000_000
ALLOWED_BYTES = 100_000_000
TIMEOUT_SECONDS = 600


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    # One decoder, so that both films go through the same: one that decodes for the first time takes more than it needs.
    chosen = {"MOMENTO_RESPONSE_SECONDS": "600", "MOMENTO_SCANNER_WORKERS": "1"}
    with Stack(Settings(tmp_path / "momento", Ports.free(), chosen=chosen)) as running:
        yield running


def send(member: Member, path: Path) -> int:
    """Uploads a file that is read as it is sent; the status of the answer."""
    with path.open("rb") as file:
        return member.send(path.name, file).status_code


@pytest.mark.timeout(1800)
def test_a_video_of_one_and_a_half_gigabytes_raises_no_services_memory_by_a_hundred_megabytes(
    stack: Stack, tmp_path: Path
) -> None:
    member = Member.registered(stack, "film@example.org")
    member.client.timeout = TIMEOUT_SECONDS
    # A first one, so that what every upload needs once is there before.
    assert send(member, write_large_mp4(tmp_path / "short.mp4", 10_000_000)) == 201
    film = write_large_mp4(tmp_path / "long.mp4", SENT_BYTES)
    with MemoryWatch(stack) as watch:
        assert send(member, film) == 201
    print({name: f"{size / 1e6:.0f} MB" for name, size in watch.raised.items()})  # noqa: T201  # the figure is worth a line
    assert all(size < ALLOWED_BYTES for size in watch.raised.values()), watch.raised
