"""`docs`: the documents of the repository as a site that needs no network, neither to be built nor to be read."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momento_local.commands import run
from momento_local.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIGURATION: Final = "mkdocs.yml"
FOLDERS: Final = ("deploy", "docs", "services", "tests")
LEFT_OUT: Final = frozenset({"node_modules", "dist"})
LINKED: Final = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
"""What a document links to beside itself: a path, without the scheme of an address."""


def publish(repository: Path, target: Path) -> int:
    """Builds the site anew in `target`; the exit status."""
    status = build(repository, target)
    if status == 0:
        Progress()(f"the documents are in {target / 'index.html'}")
    return status


def build(repository: Path, target: Path) -> int:
    """Builds the site in `target`; 1 when a link or an anchor in a document leads nowhere, which is printed."""
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder)
        shutil.copy(repository / CONFIGURATION, staged)
        for path in _pages(repository):
            _stage(path, repository, staged / "pages")
        # The theme prints an advertisement of its successor unless it is asked not to.
        mkdocs = ("env", "NO_MKDOCS_2_WARNING=1", sys.executable, "-m", "mkdocs")
        return run(staged, *mkdocs, "build", "--strict", "--site-dir", str(target.absolute()))


def _pages(repository: Path) -> Iterator[Path]:
    """Every document, where the site's tree is that of the repository and links between them stay as they are."""
    yield from repository.glob("*.md")
    for folder in FOLDERS:
        for path in (repository / folder).rglob("*.md"):
            if LEFT_OUT.isdisjoint(path.parts):
                yield path


def _stage(page: Path, repository: Path, target: Path) -> None:
    """Copies a document and what else it links to: pictures, templates, examples."""
    for link in ("", *LINKED.findall(page.read_text(encoding="utf-8"))):
        path = (page.parent / link).resolve() if link else page
        if path.is_file() and path.is_relative_to(repository):
            copy = target / path.relative_to(repository)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
