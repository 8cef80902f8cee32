from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_local import web
from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from pathlib import Path


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
