from __future__ import annotations

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from momento_local import web
from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import IO


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A web page whose build writes one file, without npm."""
    folder = tmp_path / "web"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.ts").write_text("1")
    (folder / "package-lock.json").write_text("{}")
    monkeypatch.setattr(web, "npm", _npm)
    return folder


def _npm(folder: Path, *arguments: str, output: object) -> int:
    assert output is not None
    target = folder / ("node_modules" if arguments[0] == "ci" else "dist")
    target.mkdir(exist_ok=True)
    return 1 if (folder / "src" / "broken.ts").exists() and arguments[0] == "run" else 0


def _build(folder: Path) -> int:
    said: list[str] = []
    web.build(folder, said.append, folder.parent / "web.log")
    return len(said)


def test_a_page_is_built_once_while_its_sources_stay(page: Path) -> None:
    assert [_build(page), _build(page)] == [1, 0]


def test_a_page_is_built_again_when_a_source_changes(page: Path) -> None:
    _build(page)
    (page / "src" / "main.ts").write_text("2")
    assert _build(page) == 1


def test_a_page_that_cannot_be_built_is_told_with_the_log(page: Path) -> None:
    (page / "src" / "broken.ts").touch()
    with pytest.raises(LaunchError, match=r"web\.log"):
        _build(page)


def test_two_that_install_at_once_find_it_installed_once(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """npm empties the folder first; a suite's second worker made the first one's installation fail."""
    held: list[bool] = []

    def npm(folder: Path, *_: str, output: object) -> int:
        assert output is None
        held.append(_is_held(folder))
        (folder / "node_modules").mkdir()
        return 0

    monkeypatch.setattr(web, "npm", npm)
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(web.install, [page, page])) == [0, 0]
    assert held == [True]


@pytest.mark.parametrize("make", [web.install, _build])
def test_nobody_else_may_work_in_a_folder_while_npm_does(
    page: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], int]
) -> None:
    held: list[bool] = []

    def npm(folder: Path, *arguments: str, output: IO[bytes] | None) -> int:
        held.append(_is_held(folder))
        return _npm(folder, *arguments, output=output or "none")

    monkeypatch.setattr(web, "npm", npm)
    make(page)
    assert set(held) == {True}
    assert not _is_held(page)


def _is_held(folder: Path) -> bool:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
