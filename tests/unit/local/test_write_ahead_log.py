from __future__ import annotations

import errno
import os
from threading import Event
from typing import TYPE_CHECKING

import pytest
from momento_local.embedded_aws import frames
from momento_local.embedded_aws.frames import FileDamaged
from momento_local.embedded_aws.write_ahead_log import NotLogged, Segment, WriteAheadLog, recover

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS = 60
"""For what is bound to happen soon, on however slow a machine."""


def _write(folder: Path, last: int, *groups: list[bytes]) -> None:
    """Appends records that are flushed group by group."""
    log = WriteAheadLog(folder, last)
    for group in groups:
        for payload in group:
            log.append(payload)
        log.flushed().result(SECONDS)
    log.close()


def _failing(log: WriteAheadLog) -> bool:
    return log.failure is not None


def _recovered(folder: Path, after: int = 0) -> list[tuple[int, bytes]]:
    return [(frame.sequence, frame.payload) for frame in recover(folder, after)]


def _only(folder: Path) -> Path:
    (path,) = folder.glob("*.log")
    return path


def test_what_was_flushed_comes_back_in_order(tmp_path: Path) -> None:
    _write(tmp_path, 0, [b"a", b"bb"], [b""], [b"dddd"])
    assert _recovered(tmp_path) == [(1, b"a"), (2, b"bb"), (3, b""), (4, b"dddd")]
    assert _recovered(tmp_path, after=2) == [(3, b""), (4, b"dddd")]


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert _recovered(tmp_path) == []


def test_a_log_goes_on_in_a_new_file_after_each_start(tmp_path: Path) -> None:
    _write(tmp_path, 0, [b"a"])
    _write(tmp_path, 1, [b"b"])
    assert [path.name for path in sorted(tmp_path.iterdir())] == [f"{1:020}.log", f"{2:020}.log"]
    assert _recovered(tmp_path) == [(1, b"a"), (2, b"b")]


def test_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    _write(tmp_path, 0, [b"a"])
    assert _only(tmp_path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kept", range(len(frames.encode(1, 1, b"last record"))))
def test_a_last_record_cut_at_any_byte_is_dropped_and_nothing_else(tmp_path: Path, kept: int) -> None:
    _write(tmp_path, 0, [b"first", b"second"], [b"last record"])
    path = _only(tmp_path)
    whole = path.stat().st_size
    begin = whole - len(frames.encode(3, 3, b"last record"))
    os.truncate(path, begin + kept)
    assert _recovered(tmp_path) == [(1, b"first"), (2, b"second")]
    assert path.stat().st_size == begin
    _write(tmp_path, 2, [b"third"])
    assert _recovered(tmp_path) == [(1, b"first"), (2, b"second"), (3, b"third")]


@pytest.mark.parametrize("kept", range(len(frames.MAGIC) + 1))
def test_a_file_that_was_only_just_begun_holds_nothing(tmp_path: Path, kept: int) -> None:
    _write(tmp_path, 0, [b"first"])
    os.truncate(_only(tmp_path), kept)
    assert _recovered(tmp_path) == []
    _write(tmp_path, 0, [b"again"])
    assert _recovered(tmp_path) == [(1, b"again")]


def _flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_a_changed_byte_in_the_last_record_drops_that_record(tmp_path: Path) -> None:
    _write(tmp_path, 0, [b"first"], [b"last"])
    _flip(_only(tmp_path), _only(tmp_path).stat().st_size - 1)
    assert _recovered(tmp_path) == [(1, b"first")]


@pytest.mark.parametrize("at", range(len(frames.encode(1, 1, b"acknowledged"))))
def test_a_changed_byte_before_acknowledged_records_is_damage_and_not_a_cut(tmp_path: Path, at: int) -> None:
    _write(tmp_path, 0, [b"acknowledged"], [b"acknowledged, too"])
    _flip(_only(tmp_path), len(frames.MAGIC) + at)
    with pytest.raises(FileDamaged):
        _recovered(tmp_path)


def test_pages_of_one_unanswered_group_may_come_to_the_disk_in_any_order(tmp_path: Path) -> None:
    content = frames.MAGIC + frames.encode(1, 1, b"a") + frames.encode(2, 2, b"lost") + frames.encode(3, 2, b"kept")
    path = tmp_path / f"{1:020}.log"
    path.write_bytes(content)
    _flip(path, content.index(b"lost"))
    assert _recovered(tmp_path) == [(1, b"a")]


def test_a_missing_file_is_damage(tmp_path: Path) -> None:
    for number in range(3):
        _write(tmp_path, number, [b"record"])
    (tmp_path / f"{2:020}.log").unlink()
    with pytest.raises(FileDamaged):
        _recovered(tmp_path)


def test_another_form_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / f"{1:020}.log").write_bytes(frames.MAGIC.replace(b"1", b"2"))
    with pytest.raises(FileDamaged):
        _recovered(tmp_path)


def test_rotation_and_pruning_keep_what_a_snapshot_does_not_include(tmp_path: Path) -> None:
    log = WriteAheadLog(tmp_path, 0)
    for payload in (b"a", b"b"):
        log.append(payload)
    log.flushed().result(SECONDS)
    assert log.grown == 2
    assert log.rotate() == 2
    assert log.grown == 0
    log.append(b"c")
    log.flushed().result(SECONDS)
    log.prune(2)
    log.close()
    assert _only(tmp_path).name == f"{3:020}.log"
    assert _recovered(tmp_path, after=2) == [(3, b"c")]


def test_a_rotation_with_records_on_their_way_loses_none(tmp_path: Path) -> None:
    held = HeldDisk()
    log = WriteAheadLog(tmp_path, 0, held.segment)
    held.hold()
    log.append(b"a")
    log.append(b"b")
    assert log.rotate() == 2
    log.append(b"c")
    held.release()
    log.flushed().result(SECONDS)
    log.prune(2)
    log.close()
    assert _recovered(tmp_path, after=2)[-1] == (3, b"c")


def test_a_snapshot_that_is_ahead_of_the_log_is_gone_on_from(tmp_path: Path) -> None:
    _write(tmp_path, 0, [b"a", b"b"])
    _write(tmp_path, 5, [b"six"])
    assert _recovered(tmp_path, after=5) == [(6, b"six")]


class HeldDisk:
    """A disk whose writes wait, and which can be full."""

    def __init__(self) -> None:
        self._go = Event()
        self._go.set()
        self.full_after: int | None = None
        """How many bytes of the next write it takes; None when it has room."""

    def hold(self) -> None:
        self._go.clear()

    def release(self) -> None:
        self._go.set()

    @property
    def segment(self) -> Callable[[Path], Segment]:
        disk = self

        class HeldSegment(Segment):
            def write(self, content: bytes) -> None:
                disk._go.wait(SECONDS)
                if disk.full_after is not None:
                    os.write(self._descriptor, content[: disk.full_after])
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                super().write(content)

        return HeldSegment


def test_requests_that_come_while_the_disk_is_busy_share_the_next_write(tmp_path: Path) -> None:
    disk = HeldDisk()
    log = WriteAheadLog(tmp_path, 0, disk.segment)
    disk.hold()
    log.append(b"first")
    waiting = []
    for number in range(50):
        log.append(str(number).encode())
        waiting.append(log.flushed())
    disk.release()
    for each in waiting:
        each.result(SECONDS)
    log.close()
    frames_written = list(recover(tmp_path, 0))
    assert len(frames_written) == 51
    assert len({frame.group for frame in frames_written}) <= 2


@pytest.mark.parametrize("taken", [0, 1, 30, 60, 10_000])
def test_a_full_disk_is_reported_and_nothing_is_forgotten_when_there_is_room_again(tmp_path: Path, taken: int) -> None:
    disk = HeldDisk()
    log = WriteAheadLog(tmp_path, 0, disk.segment)
    log.append(b"acknowledged")
    log.flushed().result(SECONDS)
    disk.full_after = taken
    log.append(b"refused")
    refused = log.flushed()
    with pytest.raises(NotLogged):
        refused.result(SECONDS)
    assert _failing(log)
    assert log.flushed().done()
    disk.full_after = None
    log.append(b"later")
    log.flushed().result(SECONDS)
    assert not _failing(log)
    log.close()
    assert _recovered(tmp_path) == [(1, b"acknowledged"), (2, b"refused"), (3, b"later")]


@pytest.mark.parametrize("taken", [0, 30, 10_000])
def test_a_crash_while_the_disk_is_full_keeps_what_was_acknowledged(tmp_path: Path, taken: int) -> None:
    disk = HeldDisk()
    log = WriteAheadLog(tmp_path, 0, disk.segment)
    log.append(b"acknowledged")
    log.flushed().result(SECONDS)
    disk.full_after = taken
    log.append(b"refused")
    with pytest.raises(NotLogged):
        log.flushed().result(SECONDS)
    log.close()
    assert _recovered(tmp_path)[0] == (1, b"acknowledged")


def test_who_stops_waiting_does_not_stop_the_others(tmp_path: Path) -> None:
    disk = HeldDisk()
    log = WriteAheadLog(tmp_path, 0, disk.segment)
    disk.hold()
    log.append(b"a")
    assert not log.flushed().cancel()
    disk.release()
    log.flushed().result(SECONDS)
    log.close()
