"""The documents name files that are there: a reader who follows a name finds it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY: Final = Path(__file__).parents[3]
FOLDERS: Final = (".ci", "deploy", "docs", "proto", "services", "tests")
LEFT_OUT: Final = frozenset({"node_modules", "dist", "__pycache__"})
NAMED: Final = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|ts|svelte|yaml|toml|md))`")
LINKED: Final = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def _files() -> Iterator[Path]:
    yield from (path for path in REPOSITORY.iterdir() if path.is_file())
    for folder in FOLDERS:
        for path in (REPOSITORY / folder).rglob("*"):
            if LEFT_OUT.isdisjoint(path.parts):
                yield path


FILES: Final = frozenset(path.relative_to(REPOSITORY).as_posix() for path in _files())
DOCUMENTS: Final = sorted(name for name in FILES if name.endswith(".md"))


def absent(text: str, folder: Path) -> list[str]:
    """Names in `text` by which no file ends, and links from `folder` that lead nowhere."""
    named = [name for name in NAMED.findall(text) if not any(f"/{each}".endswith(f"/{name}") for each in FILES)]
    return [*named, *(link for link in LINKED.findall(text) if not (folder / link).exists())]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_names_is_there(name: str) -> None:
    document = REPOSITORY / name
    assert absent(document.read_text(encoding="utf-8"), document.parent) == []


def test_a_name_that_leads_nowhere_is_noticed() -> None:
    text = "`domain/uploads/upload.py`, `domain/gone.py` and [there](README.md), [gone](gone/README.md)"
    assert absent(text, REPOSITORY) == ["domain/gone.py", "gone/README.md"]
