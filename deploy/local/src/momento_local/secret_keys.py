"""Random keys, made once and kept in files that only their owner may read."""

from __future__ import annotations

import base64
import os
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY_BYTES: Final = 32
"""Enough for AES-256 and for HMAC-SHA-256."""


def key(folder: Path, name: str, size: int = KEY_BYTES) -> str:
    """The key called `name`, as base64 of `size` random bytes; made when it is asked for the first time."""
    return kept(folder, name, lambda: base64.b64encode(secrets.token_bytes(size)).decode())


def kept(folder: Path, name: str, make: Callable[[], str]) -> str:
    """The text kept under `name`, from `make` when there is none yet."""
    path = folder / name
    if not path.exists():
        write_private(path, make())
    return path.read_text(encoding="ascii")


def write_private(path: Path, text: str) -> None:
    """Puts `text` into `path` for its owner alone, whole or not at all."""
    write_private_bytes(path, text.encode("ascii"))


def write_private_bytes(path: Path, content: bytes) -> None:
    """Puts `content` into `path` for its owner alone, whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
