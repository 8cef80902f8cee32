from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from momento_scanner.adapters.outbound.filesystem.work_files import FolderWorkFiles

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_flushed_can_be_read_by_its_path(tmp_path: Path) -> None:
    with FolderWorkFiles(tmp_path).create() as file:
        file.write(b"first ")
        file.write(b"second")
        file.flush()

        assert file.path.read_bytes() == b"first second"


def test_only_this_user_can_read_it(tmp_path: Path) -> None:
    with FolderWorkFiles(tmp_path / "work").create() as file:
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


def test_it_is_gone_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="fault"), FolderWorkFiles(tmp_path).create():
        raise RuntimeError("a fault")

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_behind_is_removed_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "inspection-abc").write_bytes(b"left behind")
    (tmp_path / "somebody-elses").write_bytes(b"stays")

    FolderWorkFiles(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["somebody-elses"]
