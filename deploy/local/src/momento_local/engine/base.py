"""The base of images that are built here: the one that the operator names, or a Debian that is made on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from momento_local.engine.programs import ask

DEBIAN: Final = "momento-base:bookworm"
PACKAGES: Final = "ca-certificates,python3,python3-venv"
MAKING_SECONDS: Final = 900


def base_image(folder: Path) -> str:
    """The name of the base: `MOMENTO_BASE_IMAGE`, or the Debian, which is made in `folder` unless the engine has it.

    Raises NoEngine when it cannot be made.
    """
    return os.environ.get("MOMENTO_BASE_IMAGE") or _debian(folder)


def _debian(folder: Path) -> str:
    if not _is_there(DEBIAN):
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / "base.tar"
        sources = [str(path) for path in _apt_sources()]
        words = ("--variant=minbase", f"--include={PACKAGES}", "bookworm", str(archive), *sources)
        ask("mmdebstrap", *words, seconds=MAKING_SECONDS)
        ask("docker", "import", "--", str(archive), DEBIAN, seconds=MAKING_SECONDS)
        archive.unlink()
    return DEBIAN


def _is_there(tag: str) -> bool:
    return ask("docker", "images", "--quiet", tag).strip() != ""


def _apt_sources() -> list[Path]:
    """Where this machine gets its packages: none when it says nothing, and then mmdebstrap's default is taken."""
    apt = Path("/etc/apt")
    found = [apt / "sources.list", *sorted(apt.glob("sources.list.d/debian.sources"))]
    return [path for path in found if path.is_file() and path.stat().st_size]
