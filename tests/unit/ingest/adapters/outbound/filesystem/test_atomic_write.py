from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem.atomic_write import replace_file
from momento_ingest.adapters.outbound.filesystem.shared_folder import keep_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_of_many_threads_that_write_one_file_none_fails_and_one_wins(tmp_path: Path) -> None:
    contents = [bytes([number]) * 1000 for number in range(80)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda content: replace_file(tmp_path / "a.json", content), contents))
    assert names(tmp_path) == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() in contents


@pytest.mark.parametrize(("write", "step"), [(replace_file, "fsync"), (replace_file, "replace"), (keep_file, "fsync")])
def test_a_full_disk_leaves_the_former_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, bytes], None], step: str
) -> None:
    replace_file(tmp_path / "a.json", b"former")
    with monkeypatch.context() as patched:
        patched.setattr(os, step, full)
        with pytest.raises(OSError, match="No space left"):
            write(tmp_path / "a.json", b"new")
    assert names(tmp_path) == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"former"
