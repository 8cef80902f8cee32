"""Finds names that use an old word, and says what the ordinary word is."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from momento_local.ordinary_words.names import names_in, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

LISTED: Final = ".ci/old-words.toml"
UNREAD: Final = ("proto/gen/", "CHANGELOG.md", "services/chassis/src/momento_chassis/former_variables.py", LISTED)
"""What is generated, and what has to name the old words."""
READ: Final = frozenset({".py", ".ts", ".svelte", ".proto", ".md", ".yaml", ".json", ".env", ".toml"})
"""Endings of the files that are read; of all others the path alone is looked at."""


@dataclass(frozen=True)
class OldWords:
    """The old words, each with the ordinary one, and the names that still have one.

    A word of several parts is written with spaces; one that ends with `_` counts only where a constant begins with it.
    """

    instead: Mapping[str, str]
    allowed: frozenset[str]

    def ordinary(self, name: str) -> str | None:
        """What to use in place of the old word in `name`; None when there is none, or the name is allowed."""
        if name in self.allowed:
            return None
        words = words_of(name)
        return next((ordinary for old, ordinary in self.instead.items() if _has(name, words, old)), None)


def ordinary_words(repository: Path) -> bool:
    """Whether no name of the repository uses an old word but those that are allowed; prints each that does."""
    listed = tomllib.loads((repository / LISTED).read_text(encoding="utf-8"))
    old = OldWords(listed["instead"], frozenset(listed["allowed"]))
    seen: set[str] = set()
    faults = list(_faults(_files(repository), old, seen))
    faults += [f"{LISTED}: {name} is not used any longer; remove it" for name in sorted(old.allowed - seen)]
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return not faults


def _faults(files: Iterable[tuple[PurePosixPath, str]], old: OldWords, seen: set[str]) -> Iterator[str]:
    for path, text in files:
        names = set(names_in(path, text))
        seen |= names
        for name in sorted(names):
            if (ordinary := old.ordinary(name)) is not None:
                yield f"{path}: {name} uses a word of the old list; say {ordinary}"


def _has(name: str, words: tuple[str, ...], old: str) -> bool:
    if old.endswith("_"):
        return name.lstrip("_").startswith(old) and name.isupper()
    parts = tuple(old.split())
    return any(words[start : start + len(parts)] == parts for start in range(len(words)))


def _files(repository: Path) -> Iterator[tuple[PurePosixPath, str]]:
    """What is committed or would be, without `UNREAD`; a file without a text that is read has none."""
    command = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    done = subprocess.run(command, cwd=repository, check=True, capture_output=True, text=True)  # noqa: S603  # git
    for name in filter(None, done.stdout.split("\0")):
        path = PurePosixPath(name)
        if name.startswith(UNREAD) or not (repository / path).is_file():
            continue
        yield path, (repository / path).read_text(encoding="utf-8") if path.suffix in READ else ""
