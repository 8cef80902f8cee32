from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_local.embedded_aws.snapshots import SHORTEST_PAUSE, Snapshots
from momento_local.embedded_aws.stamp import Stamp

if TYPE_CHECKING:
    from pathlib import Path


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Disk:
    """Takes `seconds` for each save, and fails while it is full."""

    def __init__(self, clock: Clock, seconds: float = 0.0) -> None:
        self._clock = clock
        self._seconds = seconds
        self.full = False
        self.saved: list[frozenset[str]] = []

    async def __call__(self, names: frozenset[str]) -> bool:
        self._clock.now += self._seconds
        if not self.full:
            self.saved.append(names)
        return not self.full


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _snapshots(folder: Path, disk: Disk, clock: Clock) -> Snapshots:
    made = Snapshots(folder, disk, clock=clock, timer=clock)
    made.begin()
    return made


async def test_only_what_was_written_to_is_saved_and_only_once(tmp_path: Path, clock: Clock) -> None:
    disk = Disk(clock)
    snapshots = _snapshots(tmp_path, disk, clock)
    snapshots.note("dynamodb")
    await snapshots.take()
    await snapshots.take()
    assert disk.saved == [frozenset({"dynamodb"})]


async def test_the_stamp_tells_the_moment_before_the_save_began(tmp_path: Path, clock: Clock) -> None:
    snapshots = _snapshots(tmp_path, Disk(clock, 5.0), clock)
    snapshots.note("dynamodb")
    clock.now = 2000.0
    await snapshots.take()
    assert Stamp.read(tmp_path) == Stamp(complete_until=2000.0, clean=False)


async def test_a_save_that_fails_moves_no_stamp_and_is_tried_again(tmp_path: Path, clock: Clock) -> None:
    disk = Disk(clock)
    snapshots = _snapshots(tmp_path, disk, clock)
    snapshots.note("dynamodb")
    disk.full, clock.now = True, 2000.0
    await snapshots.take()
    assert Stamp.read(tmp_path) == Stamp(complete_until=1000.0, clean=False)
    disk.full = False
    await snapshots.take()
    assert Stamp.read(tmp_path) == Stamp(complete_until=2000.0, clean=False)


async def test_snapshots_take_a_tenth_of_the_time_at_most(tmp_path: Path, clock: Clock) -> None:
    snapshots = _snapshots(tmp_path, Disk(clock, 3.0), clock)
    assert snapshots.pause == SHORTEST_PAUSE
    snapshots.note("dynamodb")
    await snapshots.take()
    assert 3.0 / (snapshots.pause + 3.0) <= 0.1


async def test_an_orderly_stop_is_remembered_until_the_next_start(tmp_path: Path, clock: Clock) -> None:
    snapshots = _snapshots(tmp_path, Disk(clock), clock)
    clock.now = 3000.0
    await snapshots.finish(frozenset({"dynamodb", "iam"}))
    assert Stamp.read(tmp_path) == Stamp(complete_until=3000.0, clean=True)
    _snapshots(tmp_path, Disk(clock), clock)
    assert Stamp.read(tmp_path) == Stamp(complete_until=3000.0, clean=False)


async def test_a_stop_whose_last_save_failed_is_not_an_orderly_one(tmp_path: Path, clock: Clock) -> None:
    disk = Disk(clock)
    snapshots = _snapshots(tmp_path, disk, clock)
    disk.full = True
    await snapshots.finish(frozenset({"dynamodb"}))
    assert Stamp.read(tmp_path) == Stamp(complete_until=1000.0, clean=False)
