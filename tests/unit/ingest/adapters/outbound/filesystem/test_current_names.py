"""Where NFS clients remember what is no longer true: a disk that answers so, on which nothing else is wrong."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from momento_ingest.adapters.outbound.filesystem.current_names import current, remove, status
from momento_ingest.adapters.outbound.filesystem.shared_folder import files_in, keep_file

if TYPE_CHECKING:
    from collections.abc import Callable


class Client:
    """Knows a name as missing until the folder has been opened, and a number of files as replaced."""

    def __init__(self, missing: Path, stale: int = 0) -> None:
        self.missing: Path | None = missing
        self.stale = stale
        self.open = os.open

    def __call__(self, path: Any, flags: int, *mode: int, **rest: Any) -> int:
        if self.missing is not None and Path(path) == self.missing.parent and flags & os.O_DIRECTORY:
            self.missing = None
        if Path(path) == self.missing:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        if self.stale and not flags & os.O_DIRECTORY:
            self.stale -= 1
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), str(path))
        return self.open(path, flags, *mode, **rest)


def test_a_name_that_was_missing_is_found_when_another_machine_has_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"bytes")
    monkeypatch.setattr(os, "open", Client(path))
    assert status(path).st_size == 5


@pytest.mark.parametrize("call", [status, lambda path: current(lambda it: os.open(it, os.O_RDONLY), path)])
def test_a_file_that_was_replaced_while_it_was_opened_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[[Path], object]
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"bytes")
    monkeypatch.setattr(os, "open", Client(tmp_path / "other", stale=3))
    assert call(path)


def test_a_name_is_looked_up_after_its_folder_has_been_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def note(path: Any, flags: int, *mode: int, **rest: Any) -> int:
        order.append(Path(path))
        return opened(path, flags, *mode, **rest)

    order: list[Path] = []
    opened, path = os.open, tmp_path / "a"
    path.write_bytes(b"bytes")
    monkeypatch.setattr(os, "open", note)
    status(path)
    assert order == [tmp_path, path]


def test_the_first_that_is_there_counts(tmp_path: Path) -> None:
    for name in "bc":
        (tmp_path / name).write_text(name)
    assert current(Path.read_text, tmp_path / "a", tmp_path / "b", tmp_path / "c") == "b"


def test_what_is_nowhere_is_not_found_and_not_listed_and_removing_it_is_no_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        status(tmp_path / "none" / "a")
    assert files_in(tmp_path / "none", ".json") == []
    remove(tmp_path / "none" / "a")


def test_other_failures_of_the_disk_pass(tmp_path: Path) -> None:
    def broken(_: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.raises(OSError, match="Input/output"):
        current(broken, tmp_path)


def test_a_folder_that_another_replica_takes_away_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "user"
    taken: list[Path] = []

    def take_away(path: Any, flags: int, *mode: int, **rest: Any) -> int:
        if flags & os.O_CREAT and not taken:
            folder.rmdir()
            taken.append(folder)
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), str(path))
        return opened(path, flags, *mode, **rest)

    opened = os.open
    monkeypatch.setattr(os, "open", take_away)
    keep_file(folder / "a.json", b"{}")
    assert (folder / "a.json").read_bytes() == b"{}"
