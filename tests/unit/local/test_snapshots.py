from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from momento_local.embedded_aws import snapshots
from momento_local.embedded_aws.frames import FileDamaged
from momento_local.embedded_aws.recorder import Recorder
from momento_local.embedded_aws.snapshots import Snapshots
from momento_local.embedded_aws.write_ahead_log import WriteAheadLog, recover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from momento_local.embedded_aws.recorder import Change

SECONDS = 60


class Numbers:
    """Keeps numbers."""

    kinds = ("number",)

    def __init__(self, *numbers: int) -> None:
        self.numbers = list(numbers)
        self.broken = False

    def install(self, recorder: Recorder) -> None:
        pass

    def apply(self, change: Change) -> None:
        self.numbers.append(change[1])

    def recovered(self) -> None:
        pass

    def dump(self) -> Iterator[Change]:
        for number in self.numbers:
            if self.broken:
                raise OSError("no room")
            yield ["number", number]


def _numbers(path: Path) -> list[int]:
    return [number for payload in snapshots.read(path) for _, number in json.loads(payload)]


def _partial(folder: Path) -> list[Path]:
    return list(folder.glob(f"*{snapshots.PARTIAL}"))


@pytest.mark.parametrize("count", [0, 1, snapshots.CHANGES_PER_RECORD, snapshots.CHANGES_PER_RECORD + 1])
def test_a_snapshot_comes_back_whole(tmp_path: Path, count: int) -> None:
    path = tmp_path / "1.snapshot"
    snapshots.write(path, Numbers(*range(count)).dump())
    assert _numbers(path) == list(range(count))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_snapshot_cut_at_any_byte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "1.snapshot"
    snapshots.write(path, Numbers(1, 2).dump())
    for size in reversed(range(path.stat().st_size)):
        os.truncate(path, size)
        with pytest.raises(FileDamaged):
            _numbers(path)


def test_the_newest_snapshot_is_the_one_with_the_highest_number(tmp_path: Path) -> None:
    assert snapshots.newest(tmp_path) is None
    for sequence in (9, 10, 100):
        snapshots.path_of(tmp_path, sequence).touch()
    newest = snapshots.newest(tmp_path)
    assert snapshots.sequence_of(newest) == 100


async def test_a_snapshot_takes_the_place_of_the_records_it_includes(tmp_path: Path) -> None:
    log, numbers = WriteAheadLog(tmp_path, 0), Numbers(1, 2, 3)
    log.append(b"[]")
    log.flushed().result(SECONDS)
    assert await Snapshots(tmp_path, Recorder(log), [numbers]).take()
    log.append(b"later")
    log.flushed().result(SECONDS)
    log.close()
    newest = snapshots.newest(tmp_path)
    assert newest is not None
    assert _numbers(newest) == [1, 2, 3]
    assert snapshots.sequence_of(newest) == 1
    assert [frame.payload for frame in recover(tmp_path, 1)] == [b"later"]
    assert not _partial(tmp_path)


async def test_a_snapshot_that_fails_leaves_the_one_before_and_every_record(tmp_path: Path) -> None:
    log, numbers = WriteAheadLog(tmp_path, 0), Numbers(1)
    taking = Snapshots(tmp_path, Recorder(log), [numbers])
    log.append(b"one")
    assert await taking.take()
    log.append(b"two")
    log.flushed().result(SECONDS)
    numbers.broken = True
    assert not await taking.take()
    log.close()
    assert snapshots.sequence_of(snapshots.newest(tmp_path)) == 1
    assert [frame.payload for frame in recover(tmp_path, 1)] == [b"two"]
    assert not _partial(tmp_path)


def _record_and_fail(recorder: Recorder) -> None:
    recorder.record(["never"])
    raise OSError("no room")


def test_what_a_request_changes_is_one_record_and_nothing_after_an_os_error(tmp_path: Path) -> None:
    log = WriteAheadLog(tmp_path, 0)
    recorder = Recorder(log)
    with recorder.request():
        recorder.record(["second"])
        recorder.record(["third"])
        recorder.record(["first"], first=True)
    with pytest.raises(OSError, match="no room"), recorder.request():
        _record_and_fail(recorder)
    recorder.record(["by itself"])
    log.close()
    assert [json.loads(frame.payload) for frame in recover(tmp_path, 0)] == [
        [["first"], ["second"], ["third"]],
        [["by itself"]],
    ]
