from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem.atomic_write import add_file
from momento_ingest.adapters.outbound.filesystem.shared_folder import remove_torn

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_of_many_threads_that_add_one_file_the_first_wins(tmp_path: Path) -> None:
    add_file(tmp_path / "a.json", b"first")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: add_file(tmp_path / "a.json", b"later"), range(80)))
    assert names(tmp_path) == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"first"


@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_full_disk_leaves_nothing_of_a_file_that_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space left"):
        add_file(tmp_path / "a.json", b"new")
    assert names(tmp_path) == []


def test_what_crashes_left_half_written_is_removed_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    for name in ("a.json", "old.123.part", "old.abcdefgh.part", "new.abcdefgh.part"):
        (tmp_path / name).write_bytes(b"")
    for path in tmp_path.glob("old.*"):
        os.utime(path, (0, 0))
    remove_torn(tmp_path)
    assert sorted(names(tmp_path)) == ["a.json", "new.abcdefgh.part"]
